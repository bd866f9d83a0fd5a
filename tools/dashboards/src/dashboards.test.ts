import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { ClassicDashboard } from './dashboard.js';
import { dashboardFiles, dashboards } from './dashboards.js';
import { ANY, asGrafanaSends, dashboardVariables, panelQueries, panelsOf } from './queries.js';
import { parseQuery } from './parsed-query.js';
import { UNITS } from './units.js';

const root = join(import.meta.dirname, '../../..');
const all = dashboards();
const names = all.map(({ uid = '' }) => uid);
const byName = new Map(all.map((one) => [one.uid ?? '', one]));
const dashboardOf = (uid: string): Partial<ClassicDashboard> => byName.get(uid) ?? {};
const place = ({ gridPos }: Panel | RowPanel) => gridPos ?? { x: 0, y: 0, w: 0, h: 0 };

const queries = panelQueries().map((query) => ({ ...query, parsed: parseQuery(asGrafanaSends(query.expr, ANY)) }));

describe('the dashboards', () => {
  it('have an address of their own, that is short enough for Grafana, and a title', () => {
    expect(new Set(names).size).toBe(all.length);
    for (const uid of names) expect(uid).toMatch(/^postrider-[a-z-]{1,30}$/);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  });

  it('are all that lies where Grafana reads them from', async () => {
    // What is in each file `npm run docs:check` compares.
    const folder = join(root, 'monitoring/grafana/dashboards');
    expect((await readdir(folder)).sort()).toEqual(
      dashboardFiles()
        .map(({ file }) => basename(file))
        .sort(),
    );
  });

  it.each(names)('%s says which question it answers, and leads to the others', (uid) => {
    const { description = '', links = [], tags, editable } = dashboardOf(uid);
    expect(description).toContain('?');
    expect(links).toEqual([
      expect.objectContaining({ type: 'dashboards', tags: ['postrider'], keepTime: true, includeVars: true }),
    ]);
    expect(tags).toEqual(['postrider']);
    // What is changed in Grafana would be lost with the next provisioning.
    expect(editable).toBe(false);
  });

  it.each(names)('%s has panels with numbers of their own, side by side without an overlap', (uid) => {
    const { panels = [] } = dashboardOf(uid);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = new Set<string>();
    for (const panel of panels) {
      const { x, y, w, h } = place(panel);
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++)
        for (let line = y; line < y + h; line++) {
          const cell = `${column}:${line}`;
          expect([panel.title, cells.has(cell)]).toEqual([panel.title, false]);
          cells.add(cell);
        }
    }
  });

  it.each(names)('%s fills its lines, row by row', (uid) => {
    const widths = new Map<number, number>();
    for (const panel of dashboardOf(uid).panels ?? [])
      widths.set(place(panel).y, (widths.get(place(panel).y) ?? 0) + place(panel).w);
    expect([...widths].filter(([, width]) => width !== 24)).toEqual([]);
  });

  it.each(names)('%s has a title, a sentence and a unit on every panel, and asks the chosen Prometheus', (uid) => {
    const panels = panelsOf(dashboardOf(uid).panels);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const { title, description = '', fieldConfig, datasource, targets = [] } of panels) {
      expect([title, description]).toEqual([title, expect.stringMatching(/^.{30,}\.$/)]);
      expect(Object.values(UNITS)).toContain(fieldConfig?.defaults.unit);
      expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
      expect(targets.length).toBeGreaterThan(0);
    }
  });
});

describe('the alerts', () => {
  it('are led from by a panel each, to a runbook that is there', async () => {
    const rules = join(root, 'monitoring/prometheus/rules');
    const texts = await Promise.all((await readdir(rules)).map((file) => readFile(join(rules, file), 'utf8')));
    const alerts = new Set(texts.flatMap((text) => [...text.matchAll(/alert: (\w+)/g)].map(([, name]) => name)));
    const links = all.flatMap(({ panels }) =>
      panelsOf(panels).flatMap(({ links = [] }) => links.map(({ url }) => url)),
    );
    expect([...new Set(links)].sort()).toEqual([...alerts].map((name) => `\${runbooks}/${name}.md`).sort());
  });
});

describe('the queries', () => {
  it('are there for every panel', () => {
    expect(queries.length).toBeGreaterThan(100);
  });

  it('look at what the variables choose, and at nothing else', () => {
    const chosen = ['namespace=~".*"', 'job=~".*"', 'instance=~".*"'];
    const wide = queries.filter(({ parsed }) =>
      parsed.selectors
        .filter(({ metric }) => !isOfRules(metric))
        .some(({ matchers }) => chosen.some((matcher) => !matchers.includes(matcher))),
    );
    expect(wide.map(({ expr }) => expr)).toEqual([]);
  });

  it('show counters by how fast they grow, and gauges as they are', () => {
    const wrong = queries.flatMap(({ parsed, expr }) =>
      parsed.selectors
        .filter(({ metric, calledBy }) => isCounter(metric) !== (calledBy === 'rate' || calledBy === 'increase'))
        .map(({ metric }) => `${metric} in ${expr}`),
    );
    expect(wrong).toEqual([]);
  });

  it('group by labels that have few values; by tenant and endpoint only what is bounded by itself', () => {
    const few = new Set(FEW_ANY);
    const wrong = queries.flatMap(({ parsed: { groupedBy, selectors }, expr }) => {
      const isBounded = selectors.every(({ metric }) => metric.startsWith('postrider_top_'));
      return groupedBy
        .filter((label) => !few.has(label) && !(isBounded && (label === 'tenant' || label === 'endpoint')))
        .map((label) => `${label} in ${expr}`);
    });
    expect(wrong).toEqual([]);
  });

  it('leave the labels that their legends name', () => {
    const lost = queries.flatMap(({ parsed, legend }) =>
      [...legend.matchAll(/\{\{(\w+)\}\}/g)]
        .filter(([, label = '']) => !parsed.groupedBy.includes(label))
        .map(() => legend),
    );
    expect(lost).toEqual([]);
  });

  it('that are drawn together have legends that tell them apart', () => {
    const seen = new Set<string>();
    for (const { dashboard, panel, legend } of queries) {
      const key = `${dashboard} / ${panel} / ${legend}`;
      expect([key, seen.has(key)]).toEqual([key, false]);
      seen.add(key);
    }
  });

  it('of marks on the graphs ask for starts of the processes that the variables choose', () => {
    for (const { annotations } of all) {
      const [{ expr = '' } = {}, ...others] = annotations.list ?? [];
      expect(others).toEqual([]);
      expect(parseQuery(asGrafanaSends(expr, ANY)).selectors).toEqual([
        expect.objectContaining({ metric: 'process_start_time_seconds', calledBy: undefined }),
      ]);
    }
  });

  it('of variables ask for a label of series that every installation has, and name no variable that comes later', () => {
    for (const { dashboard, name, series } of dashboardVariables()) {
      const before = dashboardVariables().filter((one) => one.dashboard === dashboard);
      const known = before.slice(
        0,
        before.findIndex((one) => one.name === name),
      );
      const values = Object.fromEntries(known.map((one) => [one.name, '.*']));
      expect(parseQuery(asGrafanaSends(series, values)).selectors).toHaveLength(1);
    }
    expect(new Set(dashboardVariables().map(({ name }) => name))).toEqual(
      new Set(['namespace', 'job', 'instance', 'tenant']),
    );
  });

  it('cannot be sent while a variable has no value', () => {
    expect(asGrafanaSends('a{b="$c"}[${__range}]', { c: 'd', __range: '1h' })).toBe('a{b="d"}[1h]');
    expect(() => asGrafanaSends('a{b="$c"}', {})).toThrow('$c has no value');
  });
});

/** What comes from rules is of the whole installation, and has no target. */
const isOfRules = (metric: string): boolean => metric === 'ALERTS' || metric.startsWith('postrider:');

/** By the conventions; these two of prom-client’s are gauges whatever their names say. */
const isCounter = (metric: string): boolean =>
  /_(total|bucket|sum|count)$/.test(metric) &&
  !['nodejs_active_handles_total', 'nodejs_active_requests_total'].includes(metric);

const FEW_ANY = [
  'le',
  'service',
  'instance',
  'version',
  'topic',
  'state',
  'share',
  'outcome',
  'reason',
  'trigger',
  'via',
  'duplicate',
  'code',
  'kind',
  'status',
  'failure',
  'to',
  'type',
  'check',
  'alertname',
  'severity',
];
