/** The command can't be carried out; the message is one sentence for whoever typed it. */
export class CommandFailed extends Error {}

/** The command line makes no sense; the message is one sentence for whoever typed it. */
export class Misuse extends Error {}

/** It was stopped before it was done; the message says what goes on, or how to go on. */
export class CommandStopped extends Error {}

/** Something that was asked gave no answer; the message is one sentence for whoever typed the command. */
export class Unreachable extends Error {}

/** It ran, and what it found asks for another exit code than 0: all that there is to say is said. */
export class Ended extends Error {
  constructor(readonly exitCode: number) {
    super(`ended with ${exitCode}`);
  }
}
