/** A term in TeX, as one writes it: no needless brackets, fractions above one another, Greek letters where the code spells them. */
import { activationById } from '../../activations/catalogue';
import { own } from '../../own';
import type { Condition, Term } from './term';

/** How tightly a piece of TeX holds together; brackets stand where something looser goes into something tighter. */
const enum Tightness {
  Sum = 1,
  Product = 2,
  /** A function's argument without brackets, a base of a power. */
  Atom = 4,
}

interface Written {
  readonly tex: string;
  readonly tightness: Tightness;
}

const written = (tex: string, tightness: Tightness): Written => ({ tex, tightness });

export function texOf(term: Term): string {
  return write(term).tex;
}

function atLeast(term: Term, tightness: Tightness): string {
  const { tex, tightness: own } = write(term);
  return own >= tightness ? tex : `(${tex})`;
}

function write(term: Term): Written {
  switch (term.kind) {
    case 'number':
      return numberTex(term.value);
    case 'input':
      return written('x', Tightness.Atom);
    case 'parameter':
      return written(nameTex(term.name), Tightness.Atom);
    case 'negative':
      return written(`-${atLeast(term.of, Tightness.Product)}`, Tightness.Sum);
    case 'binary':
      return binaryTex(term);
    case 'apply':
      return applied(term.name, term.of);
    case 'activation':
      return activationTex(term);
    case 'extremum':
      return written(`\\${term.which}(${texOf(term.of[0])}, ${texOf(term.of[1])})`, Tightness.Atom);
    case 'cases':
      return written(casesTex(term), Tightness.Atom);
  }
}

const constants: readonly (readonly [value: number, tex: string])[] = [
  [Math.PI, '\\pi'],
  [Math.PI / 2, '\\pi/2'],
  [2 * Math.PI, '2\\pi'],
  [Math.E, 'e'],
  [Math.SQRT2, '\\sqrt{2}'],
  [Math.SQRT1_2, '1/\\sqrt{2}'],
  [Math.sqrt(2 / Math.PI), '\\sqrt{2/\\pi}'],
  [Math.LN2, '\\ln 2'],
];

function numberTex(value: number): Written {
  for (const [known, tex] of constants)
    if (Math.abs(value - known) < 1e-12)
      return written(tex, tex.includes('/') ? Tightness.Product : Tightness.Atom);
  if (value === Infinity) return written('\\infty', Tightness.Atom);
  // What is not short in the code, a third, need not be long here.
  const short = Number(value.toPrecision(6));
  const text = String(short === value ? short : Number(value.toPrecision(4)));
  const [digits = '', exponent] = text.split('e');
  const tex =
    exponent === undefined
      ? digits
      : `${digits === '1' ? '' : `${digits} \\cdot `}10^{${exponent.replace('+', '')}}`;
  return written(
    tex,
    value < 0 ? Tightness.Sum : exponent === undefined ? Tightness.Atom : Tightness.Product,
  );
}

const greek = /^(?:alpha|beta|gamma|delta|epsilon|theta|lambda|mu|sigma|tau|phi|pi)$/;

/** `beta` is β, `negative_slope` stays the code's word. */
function nameTex(name: string): string {
  const bare = name.replaceAll('_', '').toLowerCase();
  if (greek.test(bare)) return `\\${bare}`;
  return /^[A-Za-z]$/.test(name) && name !== 'x' ? name : `\\mathrm{${name.replaceAll('_', '\\_')}}`;
}

function binaryTex({ operator, left, right }: Extract<Term, { kind: 'binary' }>): Written {
  switch (operator) {
    case '+':
      return written(`${texOf(left)} + ${atLeast(right, Tightness.Sum)}`.replace('+ -', '- '), Tightness.Sum);
    case '-':
      return written(`${texOf(left)} - ${atLeast(right, Tightness.Product)}`, Tightness.Sum);
    case '*':
      return productTex(left, right);
    case '/':
      return written(`\\frac{${texOf(left)}}{${texOf(right)}}`, Tightness.Product);
    case '**':
      return powerTex(left, right);
  }
}

function productTex(left: Term, right: Term): Written {
  if (left.kind === 'number' && left.value === -1) return write({ kind: 'negative', of: right });
  const [one, other] = [atLeast(left, Tightness.Product), atLeast(right, Tightness.Product)];
  const isPlainNumber = left.kind === 'number' && /^[\d.]+$/.test(one) && /^[a-zA-Z(]/.test(other);
  return written(isPlainNumber ? `${one}${other}` : `${one} \\cdot ${other}`, Tightness.Product);
}

function powerTex(base: Term, exponent: Term): Written {
  if (exponent.kind === 'number' && exponent.value === 0.5)
    return written(`\\sqrt{${texOf(base)}}`, Tightness.Atom);
  if (base.kind === 'apply' && (base.name === 'exp' || base.name === 'abs'))
    return written(`{${bracketed(texOf(base))}}^{${texOf(exponent)}}`, Tightness.Atom);
  return written(`{${atLeast(base, Tightness.Atom)}}^{${texOf(exponent)}}`, Tightness.Atom);
}

const bracketed = (tex: string): string => `(${tex})`;

/** Names that TeX has as they are. */
const plain = /^(?:exp|tan|sin|cos|tanh|sinh|cosh)$/;
const renamed: ReadonlyMap<string, string> = new Map([
  ['log', '\\ln'],
  ['sigmoid', '\\sigma'],
  ['asin', '\\operatorname{arcsin}'],
  ['acos', '\\operatorname{arccos}'],
  ['atan', '\\operatorname{arctan}'],
  ['asinh', '\\operatorname{arsinh}'],
  ['acosh', '\\operatorname{arcosh}'],
  ['atanh', '\\operatorname{artanh}'],
  ['ndtr', '\\Phi'],
]);

function applied(name: string, of: Term): Written {
  const inner = texOf(of);
  switch (name) {
    case 'neg':
      return write({ kind: 'negative', of });
    case 'exp':
      return written(`e^{${inner}}`, Tightness.Atom);
    case 'expm1':
      return written(`e^{${inner}} - 1`, Tightness.Sum);
    case 'log1p':
      return written(`\\ln(1 + ${inner})`, Tightness.Atom);
    case 'exp2':
      return written(`2^{${inner}}`, Tightness.Atom);
    case 'square':
      return powerTex(of, { kind: 'number', value: 2 });
    case 'sqrt':
      return written(`\\sqrt{${inner}}`, Tightness.Atom);
    case 'rsqrt':
      return written(`\\frac{1}{\\sqrt{${inner}}}`, Tightness.Product);
    case 'reciprocal':
      return written(`\\frac{1}{${inner}}`, Tightness.Product);
    case 'abs':
      return written(`|${inner}|`, Tightness.Atom);
    default: {
      const command = plain.test(name)
        ? `\\${name}`
        : (renamed.get(name) ?? `\\operatorname{${name.replaceAll('_', '\\_')}}`);
      return written(`${command}(${inner})`, Tightness.Atom);
    }
  }
}

/** ReLU and its like by what they are, others by their names with the parameters that are not the usual ones. */
function activationTex({ id, parameters, settings, of }: Extract<Term, { kind: 'activation' }>): Written {
  const inner = texOf(of);
  if (id === 'relu') return written(`\\max(0, ${inner})`, Tightness.Atom);
  if (id === 'sigmoid') return written(`\\sigma(${inner})`, Tightness.Atom);
  if (id === 'tanh') return written(`\\tanh(${inner})`, Tightness.Atom);
  const activation = activationById(id);
  const unusual = (activation?.parameters ?? []).flatMap(({ name, default: usual }) => {
    const setting = settings.find(([set]) => set === name)?.[1];
    if (setting !== undefined && setting.kind !== 'number') return [texOf(setting)];
    const value = setting?.value ?? own(parameters, name) ?? usual;
    return value === usual || typeof value !== 'number' ? [] : [numberTex(value).tex];
  });
  const subscript = unusual.length === 0 ? '' : `_{${unusual.join(', ')}}`;
  return written(
    `\\operatorname{${shortName(activation?.name ?? id)}}${subscript}(${inner})`,
    Tightness.Atom,
  );
}

/** `SiLU / Swish` and `Leaky ReLU` as one word. */
const shortName = (name: string): string => (name.split(' / ')[0] ?? name).replaceAll(' ', '');

/** Alternatives one below the other: those inside the last one follow it. */
function casesTex(term: Extract<Term, { kind: 'cases' }>): string {
  const rows: string[] = [];
  let rest: Term = term;
  let last: Condition | undefined;
  while (rest.kind === 'cases') {
    rows.push(`${texOf(rest.whenTrue)} & ${conditionTex(rest.condition)}`);
    last = rest.condition;
    rest = rest.whenFalse;
  }
  const otherwise =
    rows.length === 1 && last?.kind === 'compare'
      ? conditionTex({ kind: 'not', of: last })
      : '\\text{otherwise}';
  rows.push(`${texOf(rest)} & ${otherwise}`);
  return `\\begin{cases}${rows.join(' \\\\ ')}\\end{cases}`;
}

const signs = { '<': '<', '<=': '\\le', '>': '>', '>=': '\\ge', '==': '=', '!=': '\\ne' } as const;
const opposite = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '==': '!=', '!=': '==' } as const;

function conditionTex(condition: Condition): string {
  switch (condition.kind) {
    case 'compare':
      return `${texOf(condition.left)} ${signs[condition.operator]} ${texOf(condition.right)}`;
    case 'both':
      return `${conditionTex(condition.left)}, ${conditionTex(condition.right)}`;
    case 'either':
      return `${conditionTex(condition.left)} \\text{ or } ${conditionTex(condition.right)}`;
    case 'not':
      return condition.of.kind === 'compare'
        ? conditionTex({ ...condition.of, operator: opposite[condition.of.operator] })
        : `\\text{not }(${conditionTex(condition.of)})`;
  }
}
