import { formulaText, ownFunctionFacts } from '../../core/hover';
import type { Say } from '../../core/phrase';
import type { OwnParameters } from '../../core/functions/interpret';
import type { OwnFunctionUse } from '../../core/service';
import type { OwnParameter, Plot, ShownFunction } from '../../protocol';
import type { ServerView } from '../views';
import { originOf } from './plots';

type Curve = Extract<OwnFunctionUse['result'], { readonly kind: 'curve' }>;

/** Curves that the panel may still ask about: those shown last. */
const REMEMBERED = 700;
/** Where the panel marks kinks of a function whose range nobody knows. */
const KINKS_FROM = -12;
const KINKS_TO = 12;

/** Functions of one's own that were shown: the panel cannot interpret Python, so it asks for their values by key. */
export class OwnFunctions {
  readonly #curves = new Map<string, Curve>();

  /**
   * What the panel draws for a function at a place, or why there is nothing to draw.
   * @param say where facts are wanted, which take some milliseconds
   */
  plotOf(use: OwnFunctionUse, view: ServerView, say?: Say): Plot | { readonly reason: string } {
    const { result } = use;
    if (result.kind === 'refusal') {
      const stands = view.lens.rangeOf(result.place);
      const at = stands && view.locate(stands);
      const label = at === undefined ? '' : ` (${view.label(at.document, at.range.start.line)})`;
      return { reason: `${use.name}: ${result.reason}${label}`.slice(0, 500) };
    }
    const key = `${view.lens.uri}@${String(view.lens.version)}#${String(use.at.start)}`.slice(-200);
    const written = use.parameters.flatMap(({ name, written: at }) => (at ? [name] : []));
    const origin = originOf(use.at, view, written);
    return {
      function: {
        ...this.remember(key, result),
        name: use.name.slice(0, 200),
        parameters: parametersOf(use),
        ...formulaIn(result),
        ...(say === undefined ? {} : { facts: factsIn(use, say) }),
      },
      title: use.title.replaceAll(/\s+/g, ' ').trim().slice(0, 200),
      api: '',
      framework: null,
      ...(origin === undefined ? {} : { origin }),
    };
  }

  /** Keeps a curve for the questions that the panel will have, and tells it what it is. */
  remember(key: string, curve: Curve): Extract<ShownFunction, { readonly kind: 'custom' }> {
    this.#curves.delete(key);
    this.#curves.set(key, curve);
    for (const oldest of this.#curves.keys()) {
      if (this.#curves.size <= REMEMBERED) break;
      this.#curves.delete(oldest);
    }
    return {
      kind: 'custom',
      key,
      name: curve.name.slice(0, 200),
      kinks: curve.breaks(KINKS_FROM, KINKS_TO),
      ...(curve.derivative === 'automatic' ? {} : { derivative: curve.derivative }),
      ...(curve.matches === undefined ? {} : { equals: curve.matches.id }),
      ...(curve.codeSlope === undefined ? {} : { codeSlope: true }),
      ...(curve.drawnMode === undefined ? {} : { mode: curve.drawnMode }),
    };
  }

  /** Values at these abscissae; undefined for a function that was shown too long ago. */
  sample(key: string, x: readonly number[], parameters: OwnParameters): OwnSamples | undefined {
    const curve = this.#curves.get(key);
    if (curve === undefined) return undefined;
    const jets = x.map((at) => curve.evaluate(at, parameters));
    const { codeSlope } = curve;
    return {
      y: jets.map(({ value }) => value),
      dy: jets.map(({ slope }) => slope),
      ddy: jets.map(({ curvature }) => curvature),
      code: codeSlope && x.map((at) => codeSlope(at, parameters)),
    };
  }
}

export interface OwnSamples {
  readonly y: readonly number[];
  readonly dy: readonly number[];
  readonly ddy: readonly number[];
  /** The derivative of the code, where another one is declared. */
  readonly code: readonly number[] | undefined;
}

export const factsIn = (use: OwnFunctionUse, say: Say): readonly string[] =>
  ownFunctionFacts(use).map((fact) => say(fact).slice(0, 300));

function formulaIn({ formula }: Curve): Pick<Extract<ShownFunction, { readonly kind: 'custom' }>, 'formula'> {
  if (formula === undefined) return {};
  const words = `f(x) = ${formulaText(formula)}`;
  return words.length > 400 ? {} : { formula: { tex: formula, words } };
}

function parametersOf({ parameters }: OwnFunctionUse): readonly OwnParameter[] {
  return parameters
    .filter(({ name, value }) => name.length <= 100 && (typeof value !== 'number' || Number.isFinite(value)))
    .slice(0, 50)
    .map(({ name, value, whole }) => ({ name, value, whole }));
}
