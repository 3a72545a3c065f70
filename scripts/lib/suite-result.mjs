const resultMark = 'ACTIVATION_LENS_RESULT ';

/** Reads the suite's result out of a line of the extension host's console; undefined if it is another line. */
export function parseResult(line) {
  const start = line.indexOf(resultMark);
  if (start < 0) return undefined;
  try {
    return JSON.parse(line.slice(start + resultMark.length));
  } catch {
    return undefined;
  }
}
