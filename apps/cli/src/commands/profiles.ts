import { Misuse } from '../command-failed.js';
import { Address, connectionConfig } from '../connection/connection.config.js';
import { readProfiles, writeProfiles, type Profile, type Profiles } from '../connection/profiles.js';
import type { Context } from '../context.js';
import { newCommand } from '../new-command.js';
import { given } from '../options.js';

/** `postrider profiles`. */
export function profiles(context: Context) {
  const group = newCommand('profiles', 'keep addresses and keys of several Postriders; none shows a key');
  const file = (): string => connectionConfig(context.surroundings.environment).POSTRIDER_PROFILES_FILE;

  group
    .command('list')
    .description('list profiles')
    .action(async () => {
      const { current, profiles: all } = await readProfiles(file());
      const rows = Object.entries(all).map(([name, { key, ...rest }]) => ({
        name,
        current: name === current,
        ...rest,
        key: key === undefined ? 'none' : 'kept',
      }));
      context.answers.list(rows, columns, 'There are no profiles: `postrider profiles set <name>` makes one.');
    });

  group
    .command('set')
    .description('make a profile, or change what is given of it: by --url and the like, --tenant, and --key-file')
    .argument('<name>')
    .option('--dispatcher-url <url>', 'where the dispatcher is, for doctor')
    .option('--retry-scheduler-url <url>', 'where the retry-scheduler is, for doctor')
    .action(async (name, services) => {
      const kept = await readProfiles(file());
      const { key, tenant, ...addresses } = given<Profile>({ ...(await context.flags()), ...services });
      const read = Object.entries(addresses).map(([option, url]) => [option, addressOf(url)] as const);
      const changed: Profile = { ...own(kept, name), ...Object.fromEntries(read), ...given({ key, tenant }) };
      const current = kept.current ?? name;
      await writeProfiles(file(), { current, profiles: { ...kept.profiles, [name]: changed } });
      context.answers.one({ profile: name, current: current === name }, () => [`${name} is kept in ${file()}.`]);
    });

  group
    .command('use')
    .description('use a profile from now on')
    .argument('<name>')
    .action(async (name) => {
      const kept = await readProfiles(file());
      if (!own(kept, name)) throw new Misuse(`There is no profile ${name}.`);
      await writeProfiles(file(), { ...kept, current: name });
      context.answers.one({ profile: name, current: true }, () => [`${name} is used from now on.`]);
    });

  group
    .command('delete')
    .description('forget a profile, with its key')
    .argument('<name>')
    .action(async (name) => {
      const kept = await readProfiles(file());
      if (!own(kept, name)) throw new Misuse(`There is no profile ${name}.`);
      const left = Object.fromEntries(Object.entries(kept.profiles).filter(([each]) => each !== name));
      const current = kept.current === name ? undefined : kept.current;
      await writeProfiles(file(), { current, profiles: left });
      context.answers.one({ deleted: name }, () => [`${name} is forgotten.`]);
    });
  return group;
}

type Row = { readonly name: string; readonly current: boolean; readonly key: string } & Omit<Profile, 'key'>;

const columns = {
  name: ({ name, current }: Row) => (current ? `${name} *` : name),
  url: ({ url, managementUrl }: Row) => url ?? managementUrl,
  tenant: ({ tenant }: Row) => tenant,
  key: ({ key }: Row) => key,
};

const own = ({ profiles: all }: Profiles, name: string): Profile | undefined =>
  Object.hasOwn(all, name) ? all[name] : undefined;

function addressOf(url: string): string {
  const parsed = Address.safeParse(url);
  if (!parsed.success) throw new Misuse(`${url} is no http or https URL.`);
  return parsed.data;
}
