/** The command can't be carried out; the message is one sentence for whoever typed it. */
export class CommandFailed extends Error {}
