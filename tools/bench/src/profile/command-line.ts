import { serviceNames, type ServiceName } from '@postrider/stack';
import { UsageError } from '../command-line.js';

/** Reads the arguments of `npm run profile`: services, all when none is named. Throws {@link UsageError}. */
export function parseProfile(args: readonly string[]): readonly ServiceName[] {
  const unknown = args.filter((arg) => !serviceNames.some((name) => name === arg));
  if (unknown.length > 0)
    throw new UsageError(`There is no service ${unknown.join(', ')}: npm run profile -- [${serviceNames.join('|')} …]`);
  return args.length === 0 ? serviceNames : serviceNames.filter((name) => args.includes(name));
}
