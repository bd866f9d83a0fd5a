import { Command } from '@commander-js/extra-typings';

/** A group of commands, or one at the top. What is below it ends as it does: by an error that the run tells of, never the process. */
export const newCommand = (name: string, description: string) =>
  new Command(name)
    .description(description)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ showGlobalOptions: true });
