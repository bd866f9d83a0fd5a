import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { DashboardLinkBuilder, DashboardLinkType, type DashboardLink } from '@grafana/grafana-foundation-sdk/dashboard';

/** Carried by every dashboard of ours, and by nobody else's. */
export const TAG = 'postrider';

/** From every dashboard to all others, with the time and the variables that are chosen. */
export const otherDashboards = (): Builder<DashboardLink> =>
  inSight(
    new DashboardLinkBuilder('Postrider')
      .type(DashboardLinkType.Dashboards)
      .tags([TAG])
      .asDropdown(true)
      .includeVars(true)
      .keepTime(true),
  );

/** From a panel to what to do when its alert fires. */
export const runbookLink = (alert: string): Builder<DashboardLink> =>
  inSight(
    new DashboardLinkBuilder(`Runbook: ${alert}`)
      .type(DashboardLinkType.Link)
      .url(`\${runbooks}/${alert}.md`)
      .targetBlank(true),
  );

/** The library's links are in a menu unless they say where; without a place they are where everybody sees them. */
const inSight = (link: DashboardLinkBuilder): Builder<DashboardLink> => ({
  build: () => ({ ...link.build(), placement: undefined }),
});
