/** Jest's global tear-down: ends what test-servers.mjs started. */
export default async function stop() {
  await globalThis.postriderTestServers?.stop();
}
