import { readFile } from 'node:fs/promises';
import { Postrider } from '@postrider/sdk';
import { reasonOf } from '@postrider/time';
import { Answers } from './answers/answers.js';
import { Misuse } from './command-failed.js';
import { connectionConfig } from './connection/connection.config.js';
import { connectionOf, type Connection, type ConnectionFlags } from './connection/connection.js';
import { chosenProfile, readProfiles } from './connection/profiles.js';
import { readText } from './input.js';
import type { Surroundings } from './surroundings.js';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly profile?: string;
  readonly tenant?: string;
  readonly url?: string;
  readonly ingestionUrl?: string;
  readonly managementUrl?: string;
  readonly keyFile?: string;
}

/** What commands work with: who is asked, as whom, and where the answers go. */
export class Context {
  #connection: Promise<Connection> | undefined;

  constructor(
    readonly surroundings: Surroundings,
    private readonly options: () => GlobalOptions,
  ) {}

  get answers(): Answers {
    return new Answers(this.surroundings.terminal, this.options().json ?? false);
  }

  /** What the command line says of the connection; `--key-file -` is stdin. */
  async flags(): Promise<ConnectionFlags> {
    const { url, ingestionUrl, managementUrl, tenant, keyFile } = this.options();
    return {
      url,
      ingestionUrl,
      managementUrl,
      tenant,
      key: keyFile === undefined ? undefined : await this.#key(keyFile),
    };
  }

  connection(): Promise<Connection> {
    return (this.#connection ??= this.#resolve());
  }

  /** Both APIs. Throws {@link Misuse} when there is no key: nothing but that could come of it. */
  async api(): Promise<Postrider> {
    const { ingestionUrl, managementUrl, key } = await this.connection();
    if (key === undefined)
      throw new Misuse(
        'There is no key: set POSTRIDER_API_KEY, name a file with --key-file, or keep one with `postrider profiles set`. ' +
          'A profile’s key isn’t used for addresses that are given beside it.',
      );
    return new Postrider({ ingestionUrl, managementUrl, key });
  }

  /** The tenant that a command is about. */
  async tenant(): Promise<string> {
    const { tenant } = await this.connection();
    if (tenant === undefined) throw new Misuse('Name a tenant: --tenant, POSTRIDER_TENANT, or one in the profile.');
    return tenant;
  }

  async #resolve(): Promise<Connection> {
    const config = connectionConfig(this.surroundings.environment);
    const profiles = await readProfiles(config.POSTRIDER_PROFILES_FILE);
    const profile = chosenProfile(profiles, this.options().profile ?? config.POSTRIDER_PROFILE);
    return connectionOf(await this.flags(), config, profile);
  }

  /** A key isn't taken as an argument: those are in the shell's history, and in everybody's list of processes. */
  async #key(file: string): Promise<string> {
    const text =
      file === '-'
        ? await readText(this.surroundings.input)
        : await readFile(file, 'utf8').catch((error: unknown) => {
            throw new Misuse(`The key can't be read: ${reasonOf(error)}.`);
          });
    const key = text.trim();
    if (key === '' || /\s/.test(key)) throw new Misuse(`${file === '-' ? 'stdin' : file} has no key in it.`);
    return key;
  }
}
