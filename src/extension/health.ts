/** How a document's analysis went, as the status item tells it. */

/** An analysis that takes longer than this is called slow, in milliseconds. */
const SLOW = 1_000;

export interface Health {
  readonly findings: number;
  readonly milliseconds: number;
  readonly lint: boolean;
  /** It was stopped before it came to an end. */
  readonly tookTooLong: boolean;
}

export type Condition =
  | { readonly kind: 'ready' | 'off' }
  /** `name` is the document's, without its folders. */
  | { readonly kind: 'stopped'; readonly name: string }
  | { readonly kind: 'slow'; readonly seconds: string }
  | { readonly kind: 'findings'; readonly count: number };

export function conditionOf(path: string, health: Health | undefined): Condition {
  if (health === undefined) return { kind: 'ready' };
  if (health.tookTooLong) return { kind: 'stopped', name: path.slice(path.lastIndexOf('/') + 1) };
  if (!health.lint) return { kind: 'off' };
  if (health.milliseconds > SLOW) return { kind: 'slow', seconds: (health.milliseconds / 1_000).toFixed(1) };
  return { kind: 'findings', count: health.findings };
}
