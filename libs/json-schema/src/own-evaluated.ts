/** A string of the code, which a schema may have written, or one of the two ways in which ajv keeps what is evaluated. */
const STRING_OR_PLACE = /"(?:[^"\\]|\\.)*"|(\bprops\d+ = (?:props\d+ \|\| )?)\{\}|!(props\d+)\[(key\d+)\]/g;

/**
 * Code that ajv wrote for `unevaluatedProperties`, mended: it keeps the names that were evaluated as members of a plain
 * object, where each name that objects inherit, such as `toString`, seems to be among them, and `__proto__` can't be put.
 */
export const withOwnEvaluated = (code: string): string =>
  code.replace(STRING_OR_PLACE, (all: string, assigned?: string, props?: string, key?: string) => {
    if (assigned !== undefined) return `${assigned}Object.create(null)`;
    return props === undefined || key === undefined ? all : `!Object.hasOwn(${props}, ${key})`;
  });
