/** A parameter's value as Python writes it. */
/** @param whole a whole number stays one; otherwise it is written as a float */
export function pythonLiteral(value: number | boolean | null, whole = false): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  // JavaScript's shortest form is Python, too; a float keeps its point so that it stays one.
  const text = String(value);
  return /^-?\d+$/.test(text) && !whole ? `${text}.0` : text;
}
