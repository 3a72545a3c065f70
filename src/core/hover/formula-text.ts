/** A formula of the catalogue as one line of plain text: what screen readers say and what stands where pictures do not load. */

const symbols: ReadonlyMap<string, string> = new Map(
  Object.entries({
    alpha: 'α',
    beta: 'β',
    gamma: 'γ',
    lambda: 'λ',
    mu: 'μ',
    sigma: 'σ',
    tau: 'τ',
    theta: 'θ',
    epsilon: 'ε',
    pi: 'π',
    Phi: 'Φ',
    Delta: 'Δ',
    phi: 'φ',
    varphi: 'φ',
    nabla: '∇',
    forall: '∀',
    infty: '∞',
    le: '≤',
    leq: '≤',
    ge: '≥',
    geq: '≥',
    neq: '≠',
    ne: '≠',
    cdot: '·',
    times: '×',
    odot: '⊙',
    sim: '∼',
    in: '∈',
    sum: '∑',
    prod: '∏',
    partial: '∂',
    to: '→',
    pm: '±',
    approx: '≈',
    dots: '…',
    ldots: '…',
    cdots: '…',
    top: 'ᵀ',
    delta: 'δ',
    int: '∫',
    quad: ' ',
    qquad: ' ',
    ',': ' ',
    ';': ' ',
    ' ': ' ',
    '!': '',
    _: '_',
    '{': '{',
    '}': '}',
    '|': '‖',
    lVert: '‖',
    rVert: '‖',
    left: '',
    right: '',
    limits: '',
    displaystyle: '',
    bigl: '',
    bigr: '',
    Bigl: '',
    Bigr: '',
  }),
);
const functions = new Set('max min exp ln log tanh sinh cosh sin cos arg sup inf sign erf sech'.split(' '));
const wordCommands = new Set([
  'operatorname',
  'mathrm',
  'text',
  'mathbf',
  'mathbb',
  'mathcal',
  'mathit',
  'textstyle',
  'bar',
  'hat',
  'tilde',
  'vec',
]);
const superscripts = new Map(
  [...'0123456789+-'].map((digit, index) => [digit, '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻'[index] ?? digit]),
);

/** Never throws; what it does not know it leaves out. Linear in the length of the formula. */
export function formulaText(tex: string): string {
  const reader = new Reader(tex);
  const text = reader.sequence(() => false);
  return text
    .replaceAll(alignment, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([,;)\]′⊙])/g, '$1')
    .replace(/([([⊙]) /g, '$1')
    .replace(/(?<=\p{L}{2}) (?=[(_²³])/gu, '')
    .replace(/(^|[([{,=<>≤≥·∈→;:^] ?)([+−]) (?=\p{L})/gu, '$1$2')
    .replace(/ if (?=otherwise)/g, ' ')
    .trim();
}

/** Stands for `&` until its environment is known. */
const alignment = '\u0001';
const commonFractions = new Map([
  ['1/2', '½'],
  ['1/4', '¼'],
]);

class Reader {
  private at = 0;
  private depth = 0;
  constructor(private readonly tex: string) {}

  /** Reads until `ends` holds before a token, or the formula is over. */
  sequence(ends: () => boolean): string {
    let text = '';
    while (this.at < this.tex.length && !ends()) text += this.token();
    return text;
  }

  private peek(expected: string): boolean {
    return this.tex.startsWith(expected, this.at);
  }

  private token(): string {
    const character = this.tex[this.at] ?? '';
    if (character === '\\') return this.command();
    this.at += 1;
    switch (character) {
      case '{':
        return this.rest('}');
      case '^':
        return raised(this.argument());
      case '_':
        return lowered(this.argument());
      case '&':
        return alignment;
      case '~':
        return ' ';
      case '-':
        return '−';
      case "'":
        return '′';
      case '=':
      case '<':
      case '>':
        return ` ${character} `;
      default:
        return character;
    }
  }

  /** Formulas nest a few levels deep; what nests deeper is no formula, and the rest of it is left out. */
  private nested(read: () => string): string {
    if (this.depth > 50) {
      this.at = this.tex.length;
      return '';
    }
    this.depth += 1;
    const text = read();
    this.depth -= 1;
    return text;
  }

  /** The text up to a closing character, which is read too. */
  private rest(closing: string): string {
    const text = this.nested(() => this.sequence(() => this.peek(closing)));
    this.at += 1;
    return text;
  }

  private argument(): string {
    while (this.peek(' ')) this.at += 1;
    return this.at < this.tex.length ? this.nested(() => this.token()) : '';
  }

  private command(): string {
    const match = /^\\([A-Za-z]+|.)/s.exec(this.tex.slice(this.at, this.at + 40));
    const name = match?.[1] ?? '';
    this.at += match?.[0].length ?? 1;
    if (name === '\\') return '; ';
    if (name === 'frac' || name === 'tfrac' || name === 'dfrac') {
      const above = this.argument();
      const fraction = `${bracketed(above)}/${bracketed(this.argument())}`;
      return commonFractions.get(fraction) ?? fraction;
    }
    if (name === 'sqrt') {
      const inner = this.argument().trim();
      return [...inner].length === 1 ? `√${inner}` : `√(${inner})`;
    }
    if (name === 'begin') return this.environment();
    if (wordCommands.has(name)) return spaced(this.argument());
    if (functions.has(name)) return spaced(name);
    const symbol = symbols.get(name) ?? '';
    return /^[≤≥≠∼∈≈→]$/.test(symbol) ? ` ${symbol} ` : symbol;
  }

  private environment(): string {
    const cases = this.argument().trim() === 'cases';
    const body = this.nested(() => this.sequence(() => this.peek(String.raw`\end{`)));
    this.at += String.raw`\end`.length;
    this.argument();
    return cases ? `{ ${body.replaceAll(alignment, ' if ')} }` : `[${body}]`;
  }
}

function spaced(word: string): string {
  return word.length > 1 ? ` ${word} ` : word;
}
function bracketed(text: string): string {
  const inner = text.trim();
  return /^[\p{L}\p{N}.∞]+$|^\([^()]*\)$/u.test(inner) ? inner : `(${inner})`;
}
function raised(text: string): string {
  const characters = [...text.trim().replace('−', '-')];
  return characters.every((character) => superscripts.has(character))
    ? characters.map((character) => superscripts.get(character)).join('')
    : `^${bracketed(text)}`;
}
function lowered(text: string): string {
  return `_${bracketed(text)}`;
}
