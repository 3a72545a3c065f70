import { describe, expect, test } from 'vitest';
import { decodePython } from '../../../src/core/python/encoding';

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('a Python file’s bytes', () => {
  test.each([
    '# -*- coding: latin-1 -*-\nname = "é"\n',
    '#!/usr/bin/env python\n# vim: set fileencoding=iso-8859-1 :\nname = "é"\n',
    '# coding=ISO_8859_1\r\nname = "é"\r\n',
    '# coding: latin-1-unix\nname = "é"\n',
  ])('are read in the encoding that they declare: %j', (text) => {
    expect(decodePython(latin(text))).toEqual({ text });
  });

  test('are UTF-8 otherwise, without the byte order mark', () => {
    expect(decodePython(new TextEncoder().encode('\ufeffname = "é"\n'))).toEqual({ text: 'name = "é"\n' });
    expect(decodePython(latin('name = "é"\n'))).toEqual({ problem: 'is not valid UTF-8' });
    expect(decodePython(latin('x = 1\n# coding: latin-1\nname = "é"\n'))).toEqual({
      problem: 'is not valid UTF-8',
    });
    expect(decodePython(latin('\n\n# coding: latin-1\nname = "é"\n'))).toEqual({
      problem: 'is not valid UTF-8',
    });
  });

  test('are UTF-8 whatever follows its name, as Python has it', () => {
    const text = '# -*- coding: utf-8- -*-\nname = "é"\n';
    expect(decodePython(new TextEncoder().encode(text))).toEqual({ text });
  });

  test('in an encoding that nobody knows are refused by name', () => {
    expect(decodePython(latin('# coding: klingon\n'))).toEqual({
      problem: 'is written in klingon, which cannot be read',
    });
  });
});
