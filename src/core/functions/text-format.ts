/** `'{}_{:02d}'.format(…)` and `'%s_%d' % …`, as far as what they write is the same whatever the input is. */
import { textOf, type CallArguments, type Value } from './value';

/** A value as a format writes it: nothing, `s`, `d` with a width; undefined for other formats and other values. */
function written(value: Value | undefined, format: string): string | undefined {
  const text = value && textOf(value);
  if (text === undefined || format === '') return text;
  const [, zeros, width = '', kind] = /^(0?)([0-9]{0,2})([sd]?)$/u.exec(format) ?? [];
  const isNumber = value?.kind === 'number';
  // Texts stand at the left of their width, and take no zeros.
  if (kind === undefined || (kind === 'd') !== isNumber)
    return kind === '' && isNumber ? padded(text, zeros, width) : undefined;
  return isNumber ? padded(text, zeros, width) : zeros === '' ? text.padEnd(Number(width)) : undefined;
}

const padded = (text: string, zeros: string | undefined, width: string): string | undefined =>
  text.startsWith('-') && zeros !== '' ? undefined : text.padStart(Number(width), zeros === '' ? ' ' : '0');

/** What stands between braces: `{}`, `{0}`, `{name}`, each with its format; undefined where it says more. */
function replaced(field: string, next: () => number, given: CallArguments): string | undefined {
  const [name = '', format = '', ...more] = field.split(':');
  if (more.length > 0 || !/^\w*$/u.test(name)) return undefined;
  const value =
    name === ''
      ? given.positional[next()]
      : /^[0-9]+$/u.test(name)
        ? given.positional[Number(name)]
        : given.keywords.get(name);
  return written(value, format);
}

/** `template.format(…)`; undefined where it is not known. */
export function formatted(template: string, given: CallArguments): string | undefined {
  let [text, at, count] = ['', 0, 0];
  const next = (): number => count++;
  while (at < template.length) {
    const one = template[at];
    if ((one === '{' || one === '}') && template[at + 1] === one) {
      text += one;
      at += 2;
    } else if (one === '{') {
      const end = template.indexOf('}', at);
      const part = end < 0 ? undefined : replaced(template.slice(at + 1, end), next, given);
      if (part === undefined) return undefined;
      text += part;
      at = end + 1;
    } else if (one === '}') return undefined;
    else {
      text += one;
      at += 1;
    }
  }
  return text;
}

/** `template % values`; undefined where it is not known. */
export function interpolated(template: string, values: Value): string | undefined {
  const given = values.kind === 'list' ? values.items : [values];
  let [text, at, count] = ['', 0, 0];
  while (at < template.length) {
    if (template[at] !== '%') {
      text += template[at];
      at += 1;
      continue;
    }
    const [all = '', format = '', kind = ''] =
      /^%([0-9]{0,2})([sdi%])/u.exec(template.slice(at, at + 4)) ?? [];
    if (all === '') return undefined;
    at += all.length;
    if (kind === '%') text += '%';
    else {
      // `%5s` of a text stands at the right, unlike `{:5s}`.
      const part = written(given[count++], kind !== 's' ? `${format}d` : format === '' ? '' : 'none');
      if (part === undefined) return undefined;
      text += part;
    }
  }
  return count === given.length ? text : undefined;
}
