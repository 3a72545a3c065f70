/** Sentences for people, kept apart from the values in them, so that a host can say them in its reader's language. */

/** Text that is the same in every language (code, names, formatted figures), a whole number, or a phrase in itself. */
export type PhraseValue = string | number | Phrase;

export interface Phrase {
  /** English, `{0}`, `{1}` … for the values: the key under which translations are kept. */
  readonly template: string;
  readonly values: readonly PhraseValue[];
}

/** A tagged template hands over the same object every time that it is run. */
const templates = new WeakMap<TemplateStringsArray, string>();

/** Writes a phrase: phrase`${count} layers`. A line break and the indentation after it count as one space. */
export function phrase(texts: TemplateStringsArray, ...values: readonly PhraseValue[]): Phrase {
  let template = templates.get(texts);
  if (template === undefined) {
    template = texts
      .map((text, index) => (index === 0 ? text : `{${String(index - 1)}}${text}`))
      .join('')
      .replace(/\n */g, ' ');
    templates.set(texts, template);
  }
  return { template, values };
}

/** A sentence of a table, without values. */
export function sentence(template: string): Phrase {
  return { template, values: [] };
}

/** Phrases after one another; what stands between them is the same in every language. */
export function joined(parts: readonly PhraseValue[], separator: string): Phrase {
  return { template: parts.map((_, index) => `{${String(index)}}`).join(separator), values: parts };
}

/** Looks a template up in the reader's language and fills the values in. */
export type Translate = (template: string, values: readonly string[]) => string;

/** Turns phrases into text of one language. */
export type Say = (phrase: Phrase) => string;

/** Each phrase is said once: those of findings that an edit does not touch are asked for again after every keystroke. */
export function speaker(translate: Translate): Say {
  const said = new WeakMap<Phrase, string>();
  const say: Say = (phrase) => {
    let text = said.get(phrase);
    if (text === undefined) {
      const values = phrase.values.map((value) => (typeof value === 'object' ? say(value) : String(value)));
      said.set(phrase, (text = translate(phrase.template, values)));
    }
    return text;
  };
  return say;
}

/** Fills `{0}`, `{1}` … in; a value that is missing leaves its braces. */
export function fillIn(template: string, values: readonly string[]): string {
  return template.replace(/\{(\d+)\}/g, (whole, index: string) => values[Number(index)] ?? whole);
}

/** As the phrases were written. */
export const english: Say = speaker(fillIn);
