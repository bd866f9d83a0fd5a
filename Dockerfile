# One image for the four services, the jobs before them and an operator's commands: its argument says which program it runs.
ARG NODE_IMAGE=node:24.21.0-trixie-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
RUN npm run build
# The same steps as e2e/src/image.test.ts takes, which starts what comes out.
RUN --mount=type=cache,target=/root/.npm node tools/assemble.mjs /app

FROM ${NODE_IMAGE}
# Nothing is installed in a container that runs, so there is nothing to install it with.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-* /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/yarn /usr/local/bin/yarnpkg /usr/local/bin/corepack
ENV NODE_ENV=production
WORKDIR /app
# Owned by root: who runs it can't change it, whether the root file system is read-only or not.
COPY --from=build /app /app
# For `kubectl exec`: postrider dlt list.
RUN ln -s /app/apps/cli/bin/postrider.mjs /usr/local/bin/postrider
USER 65532:65532
EXPOSE 8080 8081 8082 8083
STOPSIGNAL SIGTERM
# The flag is tools/stack's nodeFlags, and said there.
ENTRYPOINT ["node", "--max-semi-space-size=64"]
CMD ["apps/ingestion/dist/main.js"]
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Postrider" \
      org.opencontainers.image.description="A self-hosted webhook platform on Apache Kafka" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
