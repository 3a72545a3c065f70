import type { Expression, StringExpression } from './syntax';

/**
 * What an f-string is put together from: its texts and its replacements, in their order. Undefined where it is written otherwise than as one
 * literal of plain replacements (a conversion, a format, a backslash, several literals).
 */
export function partsOfFormatString({
  unit,
  start,
  end,
  replacements,
}: StringExpression): readonly (string | Expression)[] | undefined {
  const source = unit.text.slice(start, end);
  const opening = /^[fF]("""|'''|"|')/.exec(source);
  if (opening === null || !source.endsWith(opening[1] ?? '')) return undefined;
  const parts: (string | Expression)[] = [];
  let position = start + opening[0].length;
  for (const replacement of replacements) {
    const before = unit.text.slice(position, replacement.start);
    if (!before.endsWith('{') || unit.text[replacement.end] !== '}') return undefined;
    parts.push(before.slice(0, -1), replacement);
    position = replacement.end + 1;
  }
  parts.push(unit.text.slice(position, end - (opening[1]?.length ?? 1)));
  const isPlain = parts.every((part) => typeof part !== 'string' || !/[\\{}]/.test(part));
  return isPlain ? parts : undefined;
}
