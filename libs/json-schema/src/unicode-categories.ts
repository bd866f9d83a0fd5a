/** The general categories of Unicode, short name first (PropertyValueAliases.txt): RE2 knows them by the short one alone. */
const categories = [
  ...[
    'L Letter',
    'Lu Uppercase_Letter',
    'Ll Lowercase_Letter',
    'Lt Titlecase_Letter',
    'Lm Modifier_Letter',
    'Lo Other_Letter',
  ],
  ...['LC Cased_Letter', 'M Mark', 'M Combining_Mark', 'Mn Nonspacing_Mark', 'Mc Spacing_Mark', 'Me Enclosing_Mark'],
  ...['N Number', 'Nd Decimal_Number', 'Nd digit', 'Nl Letter_Number', 'No Other_Number'],
  ...['P Punctuation', 'P punct', 'Pc Connector_Punctuation', 'Pd Dash_Punctuation', 'Ps Open_Punctuation'],
  ...['Pe Close_Punctuation', 'Pi Initial_Punctuation', 'Pf Final_Punctuation', 'Po Other_Punctuation'],
  ...['S Symbol', 'Sm Math_Symbol', 'Sc Currency_Symbol', 'Sk Modifier_Symbol', 'So Other_Symbol'],
  ...['Z Separator', 'Zs Space_Separator', 'Zl Line_Separator', 'Zp Paragraph_Separator'],
  ...['C Other', 'Cc Control', 'Cc cntrl', 'Cf Format', 'Co Private_Use', 'Cn Unassigned'],
];

/** Short names of general categories by their long ones. */
export const unicodeCategories: ReadonlyMap<string, string> = new Map(
  categories.map((names) => {
    const [short = '', long = ''] = names.split(' ');
    return [long, short] as const;
  }),
);
