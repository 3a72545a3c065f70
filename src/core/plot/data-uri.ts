/**
 * An SVG as a data URI that also survives inside Markdown's `![](…)`: parentheses, quotes and blanks are encoded, letters and most signs
 * stay readable, which keeps it a third shorter than base64.
 */
export function svgDataUri(svg: string): string {
  const encoded = encodeURIComponent(svg)
    .replace(/%(?:2C|3A|3B|3D|2F|40)/gu, (code) => decodeURIComponent(code))
    .replace(/['()]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `data:image/svg+xml,${encoded}`;
}
