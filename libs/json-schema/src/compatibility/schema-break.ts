/**
 * How one schema breaks with another:
 *
 * - `property_required`: data may lack it as yet; `property_removed`: receivers may rely on it
 * - `type_narrowed`, `enum_narrowed`, `bound_tightened`, `pattern_changed`, `format_changed`: values that fitted may fit no more
 * - `additional_properties`: so may members that weren't named
 * - `condition_changed`: something that isn't compared in its parts (oneOf, not, if and their like) is different
 * - `too_complex`: it takes too much work to tell
 */
export type BreakKind =
  | 'property_required'
  | 'property_removed'
  | 'type_narrowed'
  | 'enum_narrowed'
  | 'bound_tightened'
  | 'pattern_changed'
  | 'format_changed'
  | 'additional_properties'
  | 'condition_changed'
  | 'too_complex';

/** One way in which a schema breaks with the one before it. */
export interface SchemaBreak {
  /** A JSON Pointer from the newer schema's root, through references as if what they name stood there. */
  readonly path: string;
  readonly kind: BreakKind;
  /** What is different, as a clause about what the path points to. */
  readonly message: string;
}
