/** The hover over a function of one's own: the same three lines as over an activation of the catalogue. */
import { activationById } from '../activations/catalogue';
import type { Kink } from '../activations/activation';
import type { InterpretedFunction } from '../functions/interpret';
import { own as ownValue } from '../own';
import type { OwnFunctionUse } from '../api';
import { english, joined, phrase, type Phrase, type Say } from '../phrase';
import type { DrawnCurve } from '../plot/plot-area';
import type { HoverOptions } from './activation-hover';
import { formulaText } from './formula-text';
import { heading, lines } from './layout';
import { codeSpan, escapeText, image } from './markdown';
import { formatNumber, formatValue } from './numbers';
import { inWords, pictureUri } from './pictures';

/** Where corners are looked for: what the picture shows, and a little more. */
const REACH = 12;
const LONGEST_LINE = 38;
/** Two ways to write a function differ by this much. */
const ROUNDING = 1e-12;

/** Markdown; undefined for a function without a curve: hovering asks for an answer, not for the reason why there is none. */
export function ownFunctionHover(use: OwnFunctionUse, options: HoverOptions): string | undefined {
  const { result } = use;
  if (result.kind !== 'curve') return undefined;
  const { say = english } = options;
  const said = [
    ...range(use, escapeText),
    ...relation(use, result, escapeText),
    ...use.parameters.map(({ name, value, learned }) => {
      const assignment = codeSpan(`${name} = ${formatValue(value).replaceAll('−', '-')}`);
      return learned ? phrase`${assignment} to begin with (learned)` : joined([assignment], '');
    }),
  ];
  const first = lines([
    heading(use.name, use.title === use.name ? use.source : use.title, options.plotLink, say),
    picture(use, result, options, say),
    say(joined(said, ' · ')),
  ]);
  return options.detail === 'short' ? first : [first, ...moreOf(use).map(say)].join('\n\n');
}

/** Range, what it equals or comes nearest to, and what it makes of inputs N(0, 1), as plain text. */
export function ownFunctionFacts(use: OwnFunctionUse): readonly Phrase[] {
  const { result } = use;
  if (result.kind !== 'curve') return [];
  const plain = (text: string): string => text;
  return [...range(use, plain), ...relation(use, result, plain), ...gain(use)];
}

type Quoted = (text: string) => string;

function range(use: OwnFunctionUse, quoted: Quoted): readonly Phrase[] {
  const known = use.facts()?.range;
  return known === undefined ? [] : [phrase`Range ${quoted(known)}`];
}

function gain(use: OwnFunctionUse): readonly Phrase[] {
  const known = use.facts()?.gain;
  return known === undefined
    ? []
    : [phrase`gain ${formatNumber(known)} keeps the mean square of unit inputs`];
}

/** What it equals, or what it comes nearest to. */
function relation(use: OwnFunctionUse, { matches }: InterpretedFunction, quoted: Quoted): readonly Phrase[] {
  const equal = matches && activationById(matches.id);
  if (equal !== undefined) {
    const unusual = equal.parameters.flatMap(({ name, symbol, default: usual }) => {
      const value = ownValue(matches?.parameters ?? {}, name) ?? usual;
      return value === usual ? [] : [`${formulaText(symbol)} = ${formatValue(value)}`];
    });
    return unusual.length === 0
      ? [phrase`equals ${quoted(equal.name)}`]
      : [phrase`equals ${quoted(equal.name)} with ${quoted(unusual.join(', '))}`];
  }
  const nearest = use.facts()?.nearest;
  if (nearest === undefined) return [];
  if (nearest.distance <= ROUNDING) return [phrase`equals ${quoted(nearest.name)}`];
  return [
    phrase`close to ${quoted(nearest.name)}: at most ${formatNumber(Number(nearest.distance.toPrecision(2)))} apart`,
  ];
}

function moreOf(use: OwnFunctionUse): readonly Phrase[] {
  const facts = use.facts();
  if (facts === undefined || !Number.isFinite(facts.meanSquare)) return [];
  const [mean, square, slope] = [facts.mean, facts.meanSquare, facts.slopeMeanSquare].map(formatNumber);
  const moments = phrase`Of inputs N(0, 1): E f = ${mean ?? ''}, E f² = ${square ?? ''}, E f′² = ${slope ?? ''}`;
  return [joined([moments, ...gain(use)], '; ')];
}

function picture(
  use: OwnFunctionUse,
  result: InterpretedFunction,
  { pictures }: HoverOptions,
  say: Say,
): string {
  const drawn = drawnFunction(use.name, result);
  const tex = use.facts()?.formula;
  // A formula that the picture's side cannot hold is no help.
  const formula = tex === undefined ? undefined : `f(x) = ${formulaText(tex)}`;
  const text = formula !== undefined && fits(formula) ? formula : use.title;
  const slopeLabel =
    result.derivative === 'hidden' ? 'none' : result.derivative === 'backward' ? phrase`backward` : undefined;
  const uri = pictureUri(
    pictures?.card(
      drawn,
      { formula: { lines: wrapped(text) }, ...(slopeLabel === undefined ? {} : { slopeLabel }) },
      say,
    ),
  );
  if (uri === undefined) return inWords(text, drawn, pictures);
  const [a = '', b = '', c = ''] = [-2, 0, 2].map((x) => formatNumber(drawn.value(x)));
  return image(say(phrase`${use.name}: f(−2) = ${a}, f(0) = ${b}, f(2) = ${c}`), uri);
}

/** A function of one's own as a curve: corners are where another branch is taken and the slope or the value jumps. */
function drawnFunction(name: string, result: InterpretedFunction): DrawnCurve {
  const kept = new Map<number, { readonly value: number; readonly slope: number }>();
  const at = (x: number): { readonly value: number; readonly slope: number } => {
    let known = kept.get(x);
    if (known === undefined) kept.set(x, (known = result.evaluate(x)));
    return known;
  };
  const { codeSlope } = result;
  const breaks = result.breaks(-REACH, REACH);
  const kinks = breaks.flatMap((x): Kink[] => {
    const step = 1e-6 * Math.max(1, Math.abs(x));
    const [left, right] = [at(x - step), at(x + step)];
    const bends = Math.abs(left.slope - right.slope) > 1e-3;
    const jumps = Math.abs(left.value - right.value) > 1e-3;
    if (!bends && !jumps) return [];
    return [{ x, leftDerivative: left.slope, rightDerivative: right.slope, conventions: {} }];
  });
  return {
    name,
    value: (x) => at(x).value,
    slope: (x) => at(x).slope,
    ...(codeSlope === undefined ? {} : { codeSlope: (x: number) => codeSlope(x) }),
    breaks,
    kinks,
  };
}

const fits = (text: string): boolean => linesOf(text).length <= 3;

/** Broken at blanks, at most three lines; what is longer ends in an ellipsis. */
function wrapped(text: string): readonly string[] {
  const out = linesOf(text);
  const shown = out
    .slice(0, 3)
    .map((each) => (each.length > LONGEST_LINE + 8 ? `${each.slice(0, LONGEST_LINE + 7)}…` : each));
  return out.length > 3 ? [...shown.slice(0, 2), `${shown[2] ?? ''} …`] : shown;
}

function linesOf(text: string): readonly string[] {
  const out: string[] = [];
  let line = '';
  for (const word of text.slice(0, 400).split(' ')) {
    if (line !== '' && line.length + word.length + 1 > LONGEST_LINE) {
      out.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...out, line];
}
