import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ownEnvironment, StackError, stateDirectory, type Environment, type Progress } from '@postrider/stack';
import { fetchDebianPackage, PACKAGE_VERSION } from './debian-package.js';

/** The two programs, by their paths. */
export interface PrometheusBinaries {
  readonly prometheus: string;
  readonly promtool: string;
  /** What Debian's Prometheus shows in a browser; it has that in files of its own, and would look for them where they would be installed. */
  readonly assets?: string;
}

/** Where to look, and where to put what is fetched. */
export interface Places {
  readonly environment?: Environment;
  readonly directory?: string;
  readonly progress?: Progress;
}

/** The variable that names the folder of both programs. */
const VARIABLE = 'PROMETHEUS_BIN';

/**
 * Prometheus and promtool: from the folder that PROMETHEUS_BIN names, else from the path, else Debian's package,
 * which is fetched once and unpacked under .postrider without being installed. Rejects with a {@link StackError} that
 * says what to do when there is none to be had.
 */
export async function prometheusBinaries({
  environment = ownEnvironment,
  directory = join(stateDirectory, 'prometheus'),
  progress = () => undefined,
}: Places = {}): Promise<PrometheusBinaries> {
  const named = environment[VARIABLE];
  if (named !== undefined && named !== '') {
    const found = await programsIn(named);
    if (found) return found;
    throw new StackError(
      'prometheus-missing',
      `${VARIABLE} names ${named}, which has no prometheus and promtool that may be run: correct it, or unset it.`,
    );
  }
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    const found = folder === '' ? undefined : await programsIn(folder);
    if (found) return found;
  }
  const home = join(directory, PACKAGE_VERSION);
  if (!existsSync(home)) await fetchDebianPackage(home, progress);
  const fetched = await programsIn(join(home, 'usr', 'bin'));
  if (fetched) return { ...fetched, assets: join(home, 'usr', 'share', 'prometheus', 'web') };
  throw new StackError('prometheus-missing', `${home} holds no prometheus and promtool: remove it, and try again.`);
}

async function programsIn(folder: string): Promise<PrometheusBinaries | undefined> {
  const programs = { prometheus: join(folder, 'prometheus'), promtool: join(folder, 'promtool') };
  try {
    await Promise.all(Object.values(programs).map((path) => access(path, constants.X_OK)));
    return programs;
  } catch {
    return undefined;
  }
}
