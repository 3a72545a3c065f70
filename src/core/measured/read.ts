/** What a run measured: the file that the hooks write, read with care, since anything may come. */

/** Figures of a layer: the part of a tensor that depends on the input, as RMS; and the RMS of its gradient. */
export interface MeasuredLayer {
  readonly name: string;
  /** Of what it takes. */
  readonly input: number | undefined;
  /** Of what it gives. */
  readonly output: number | undefined;
  /** Of what it gives behind an activation of its own. */
  readonly passes: number | undefined;
  /** At its output. */
  readonly gradient: number | undefined;
}

export type MeasuredFile =
  | { readonly kind: 'layers'; readonly layers: readonly MeasuredLayer[] }
  | { readonly kind: 'no-json' | 'no-layers' }
  /** @property at 1-based */
  | { readonly kind: 'bad-layer'; readonly at: number };

/** Bytes: some thousand layers are a few hundred kilobytes. */
export const LARGEST_MEASURED = 2_000_000;
const MOST_LAYERS = 5_000;
const LONGEST_NAME = 500;

export function readMeasured(text: string): MeasuredFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { kind: 'no-json' };
  }
  const rows: unknown =
    typeof content === 'object' && content !== null && 'layers' in content ? content.layers : undefined;
  if (!Array.isArray(rows) || rows.length > MOST_LAYERS) return { kind: 'no-layers' };
  const layers: MeasuredLayer[] = [];
  for (const [index, row] of (rows as readonly unknown[]).entries()) {
    const layer = layerIn(row);
    if (layer === undefined) return { kind: 'bad-layer', at: index + 1 };
    layers.push(layer);
  }
  return { kind: 'layers', layers };
}

function layerIn(row: unknown): MeasuredLayer | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const given = new Map<string, unknown>(Object.entries(row));
  const name = given.get('name');
  if (typeof name !== 'string' || name.length > LONGEST_NAME) return undefined;
  const figures = ['input', 'output', 'passes', 'gradient'].map((key) => figureIn(given.get(key)));
  if (figures.includes('bad')) return undefined;
  const [input, output, passes, gradient] = figures.map((figure) =>
    typeof figure === 'number' ? figure : undefined,
  );
  return { name, input, output, passes, gradient };
}

function figureIn(value: unknown): number | 'none' | 'bad' {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 'bad';
}
