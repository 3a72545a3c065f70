import type { Statement } from '../syntax';
import { place, type Reading } from './reading';

interface ImportedName {
  readonly name: string;
  readonly alias: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** Reads either form of import. */
export function readImport(reading: Reading): Statement {
  const at = place(reading);
  if (!reading.enter()) return { kind: 'Error', ...at };
  const from = reading.name() === 'from';
  reading.next();
  if (!from) {
    const names = takeNames(reading).map(({ name, ...rest }) => ({ module: name, ...rest }));
    reading.leave();
    return { kind: 'Import', ...at, names };
  }
  let level = 0;
  for (; reading.more && (reading.name() === '.' || reading.name() === 'Ellipsis'); reading.next())
    level += reading.end - reading.start;
  const module = takeDottedName(reading);
  if (reading.more && reading.name() === 'import') reading.next();
  const names = takeNames(reading);
  reading.leave();
  return { kind: 'ImportFrom', ...at, level, module, names };
}

function takeDottedName(reading: Reading): string {
  let name = '';
  for (; reading.more && (reading.name() === 'VariableName' || reading.name() === '.'); reading.next())
    name += reading.source();
  return name;
}

function takeNames(reading: Reading): ImportedName[] {
  const names: ImportedName[] = [];
  while (reading.more) {
    const { start } = reading;
    if (reading.name() === '*') {
      names.push({ name: '*', alias: undefined, start, end: reading.end });
      reading.next();
    } else if (reading.name() === 'VariableName') {
      let end = start;
      let name = '';
      for (; reading.more && (reading.name() === 'VariableName' || reading.name() === '.'); reading.next()) {
        name += reading.source();
        end = reading.end;
      }
      let alias: string | undefined;
      if (reading.more && reading.name() === 'as') {
        reading.next();
        if (reading.more && reading.name() === 'VariableName') {
          alias = reading.source();
          end = reading.end;
          reading.next();
        }
      }
      names.push({ name, alias, start, end });
    } else reading.next();
  }
  return names;
}
