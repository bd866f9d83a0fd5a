import { getBorderCharacters, table } from 'table';
import { shown } from './field-lines.js';

/** The columns of a list, by their titles. */
export type Columns<T> = Readonly<Record<string, (item: T) => unknown>>;

/** Far more than any id has; what is longer is cut. */
const CELL_LENGTH = 60;

/** A list as a table without lines, for reading and for `grep`. */
export function tableOf<T>(items: readonly T[], columns: Columns<T>): string[] {
  const rows = items.map((item) => Object.values(columns).map((read) => cut(shown(read(item)))));
  const text = table([Object.keys(columns).map((title) => title.toUpperCase()), ...rows], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: 2 },
    drawHorizontalLine: () => false,
  });
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

const cut = (text: string): string => {
  const line = text.replaceAll('\t', ' ');
  return line.length <= CELL_LENGTH ? line : `${line.slice(0, CELL_LENGTH - 1)}…`;
};
