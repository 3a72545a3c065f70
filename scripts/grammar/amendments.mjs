/**
 * What we mend in the grammar of @lezer/python. Each `find` must occur exactly once in the pinned source.
 *
 * @typedef {object} Amendment
 * @property {'grammar' | 'tokens'} in     which source file
 * @property {string} find
 * @property {string} replace
 * @property {string} reason               what goes wrong without it
 * @property {string} test                 the name of the test in test/core/python/amendments.test.ts
 */

/** @type {readonly Amendment[]} */
export const amendments = [
  {
    in: 'grammar',
    find: '@external propSource pythonHighlighting from "./highlight"\n',
    replace: '',
    reason: 'Nothing here colours code; the styles would pull in another library.',
    test: 'needs no highlighting',
  },
  {
    in: 'grammar',
    find: '(@digit ("_" | @digit)* ("." @digit ("_" | @digit)*)? |',
    replace: '(@digit ("_" | @digit)* ("." (@digit ("_" | @digit)*)?)? |',
    reason: 'A float may end in its dot, as in `dropout=0.`.',
    test: 'floats that end in a dot',
  },
  {
    in: 'grammar',
    find: 'kw<"yield"> (kw<"from"> test | commaSep<test | "*" expression>) }',
    replace: 'kw<"yield"> (kw<"from"> test | commaSep<test | "*" expression>)? }',
    reason: '`yield` may stand alone.',
    test: 'bare yield',
  },
  {
    in: 'grammar',
    find: 'UpdateStatement { expressions UpdateOp (YieldExpression | commaSep<test>) }',
    replace: 'UpdateStatement { expressions UpdateOp (YieldExpression | expressions) }',
    reason: '`x += *a, b` is valid.',
    test: 'starred values of an augmented assignment',
  },
  {
    in: 'grammar',
    find: 'kw<"with"> commaSep<test (kw<"as"> VariableName)?> Body }',
    replace: 'kw<"with"> (commaSep<test (kw<"as"> expression)?> | WithItems) Body }',
    reason:
      'The target of a context manager may be a tuple, an attribute or a subscript; the items may stand in brackets.',
    test: 'targets and brackets of with',
  },
  {
    in: 'grammar',
    find: 'elseClause { kw<"else"> Body }',
    replace: `WithItems {
  "(" (test ~items ",")* test ~items kw<"as"> expression ("," test (kw<"as"> expression)?)* ","? ")"
}

elseClause { kw<"else"> Body }`,
    reason: 'Items of `with` in brackets, told from a tuple by the first `as`.',
    test: 'targets and brackets of with',
  },
  {
    in: 'grammar',
    find: '  test | NamedExpression { test AssignOp{":="} test }',
    replace: '  test ~items | NamedExpression { test AssignOp{":="} test }',
    reason: 'Both readings are followed until that `as`.',
    test: 'targets and brackets of with',
  },
  {
    in: 'tokens',
    find: 'ParenthesizedExpression, TupleExpression, ComprehensionExpression, importList, ArgList, ParamList,\n',
    replace:
      'ParenthesizedExpression, TupleExpression, ComprehensionExpression, importList, WithItems, ArgList, ParamList,\n',
    reason: 'Line breaks inside the brackets of `with` do not count.',
    test: 'targets and brackets of with',
  },
  {
    in: 'tokens',
    find: '  ParenthesizedExpression, TupleExpression, ComprehensionExpression,\n  PatternArgList',
    replace:
      '  ParenthesizedExpression, TupleExpression, ComprehensionExpression, WithItems,\n  PatternArgList',
    reason: 'The same, its import.',
    test: 'targets and brackets of with',
  },
  {
    in: 'grammar',
    find: 'Decorator { At dottedName ArgList? newline }',
    replace: 'Decorator { At testNamed newline }',
    reason: 'A decorator may be any expression.',
    test: 'decorators that are any expression',
  },
  {
    in: 'grammar',
    find: '"[" commaSep<testNamed | testNamed? ":" testNamed? (":" testNamed?)?> "]"',
    replace: '"[" commaSep<"*" expression | testNamed | testNamed? ":" testNamed? (":" testNamed?)?> "]"',
    reason: '`a[*b]` is valid.',
    test: 'starred subscripts',
  },
  {
    in: 'grammar',
    find: 'commaSep<"*"? expression> kw<"in"> commaSep<test> Body elseClause? }',
    replace: 'commaSep<"*"? expression> kw<"in"> expressions Body elseClause? }',
    reason: '`for x in *a, *b` is valid.',
    test: 'starred iterables of for',
  },
  {
    in: 'grammar',
    find: 'kw<"async">? kw<"for"> commaSep<expression> kw<"in"> testInner',
    replace: 'kw<"async">? kw<"for"> commaSep<"*"? expression> kw<"in"> testInner',
    reason: 'The target of a comprehension may be starred.',
    test: 'starred targets of comprehensions',
  },
  {
    in: 'grammar',
    find: '"*" VariableName? | "**" VariableName }\n',
    replace: '"*" VariableName? | "**" VariableName | "/" }\n',
    reason: '`lambda x, /: x` is valid.',
    test: 'parameters of lambdas',
  },
  {
    in: 'grammar',
    find: '(lambdaParam ("," lambdaParam)*)?',
    replace: '(lambdaParam ("," lambdaParam)* ","?)?',
    reason: 'A comma may end the parameters of a lambda.',
    test: 'parameters of lambdas',
  },
  {
    in: 'grammar',
    find: '"(" commaSep<pattern | KeywordPattern { VariableName "=" pattern }> ")"',
    replace: '"(" commaSep<pattern | KeywordPattern { VariableName "=" pattern }>? ")"',
    reason: '`case Point():` is valid.',
    test: 'empty patterns',
  },
  {
    in: 'grammar',
    find: 'SequencePattern { "[" commaSep<pattern> "]" | "(" commaSep<pattern> ")" }',
    replace: 'SequencePattern { "[" commaSep<pattern>? "]" | "(" commaSep<pattern>? ")" }',
    reason: '`case []:` and `case ():` are valid.',
    test: 'empty patterns',
  },
  {
    in: 'grammar',
    find: '"{" commaSep<"**" pattern | (VariableName | LiteralPattern) ":" pattern> "}"',
    replace:
      '"{" commaSep<"**" pattern | (VariableName | LiteralPattern | AttributePattern) ":" pattern>? "}"',
    reason: '`case {}:` is valid, and so is an attribute as a key.',
    test: 'empty patterns',
  },
  {
    in: 'grammar',
    find: '  String |\n  kw<"None"> |\n  @specialize[@name=Boolean]<identifier, "True" | "False">\n}\n\nPatternArgList',
    replace:
      '  String |\n  ContinuedString { String String+ } |\n  kw<"None"> |\n  @specialize[@name=Boolean]<identifier, "True" | "False">\n}\n\nPatternArgList',
    reason: 'String patterns may be concatenated.',
    test: 'concatenated string patterns',
  },
  {
    in: 'grammar',
    find: 'skw<"match"> "*"? expression MatchBody',
    replace: 'skw<"match"> commaSep<"*" expression | testNamed> MatchBody',
    reason: 'The subject may be any expression, or several: `match a, *b:`.',
    test: 'subjects of match',
  },
  {
    in: 'grammar',
    find: 'Guard { kw<"if"> test }?',
    replace: 'Guard { kw<"if"> testNamed }?',
    reason: 'A guard may name its value.',
    test: 'subjects of match',
  },
  {
    in: 'grammar',
    find: '  ("*" | "**") VariableName |\n  VariableName TypeDef?\n}',
    replace:
      '  ("*" | "**") VariableName ("=" ("*" expression | test))? |\n  VariableName TypeDef? ("=" test)?\n}',
    reason: 'Type parameters may have defaults.',
    test: 'defaults of type parameters',
  },
  {
    in: 'grammar',
    find: '"*" (VariableName TypeDef?)? | "**" VariableName TypeDef? | "/" }',
    replace:
      '"*" (VariableName (TypeDef | starTypeDef)?)? | "**" VariableName TypeDef? | "/" }\n\nstarTypeDef[@name=TypeDef] { ":" "*" expression }',
    reason: '`*args: *Ts` is valid.',
    test: 'starred annotations',
  },
  {
    in: 'grammar',
    find: 'SetExpression { "{" commaSep<test | "*" expression> "}" }',
    replace: 'SetExpression { "{" commaSep<testNamed | "*" expression> "}" }',
    reason: 'Elements of a set may be named.',
    test: 'named elements of sets',
  },
  {
    in: 'grammar',
    find: 'SetComprehensionExpression { "{" (test | "*" expression) compFor "}" }',
    replace: 'SetComprehensionExpression { "{" (testNamed | "*" expression) compFor "}" }',
    reason: 'Elements of a set may be named.',
    test: 'named elements of sets',
  },
  {
    in: 'grammar',
    find: '  and @left,\n',
    replace: '  not,\n  and @left,\n',
    reason: '`not a and b` is `(not a) and b`.',
    test: 'what not and await bind',
  },
  {
    in: 'grammar',
    find: 'unaryTest[@name="UnaryExpression"] { kw<"not"> testInner }',
    replace: 'unaryTest[@name="UnaryExpression"] { !not kw<"not"> testInner }',
    reason: '`not a and b` is `(not a) and b`.',
    test: 'what not and await bind',
  },
  {
    in: 'grammar',
    find: '  trail,\n  power @right,',
    replace: '  trail,\n  await,\n  power @right,',
    reason: '`await a + b` is `(await a) + b`.',
    test: 'what not and await bind',
  },
  {
    in: 'grammar',
    find: 'AwaitExpression { kw<"await"> expression }',
    replace: 'AwaitExpression { !await kw<"await"> expression }',
    reason: '`await a + b` is `(await a) + b`.',
    test: 'what not and await bind',
  },
  {
    in: 'grammar',
    find: 'stringPrefixF { $[fF] }',
    replace: 'stringPrefixF { $[fFtT] }',
    reason: 'Template strings of Python 3.14 read like f-strings.',
    test: 'template strings',
  },
  {
    in: 'grammar',
    find: 'stringPrefixFR { $[rR] $[fF] | $[fF] $[rR] }',
    replace: 'stringPrefixFR { $[rR] $[fFtT] | $[fFtT] $[rR] }',
    reason: 'Template strings of Python 3.14 read like f-strings.',
    test: 'template strings',
  },
  {
    in: 'grammar',
    find: 'formatStringSpecChars { ![{}]+ }',
    replace: 'formatStringSpecChars { ![{}\\n\\r]+ }',
    reason: 'A replacement that is being typed must not swallow the lines below it.',
    test: 'format specifications end with their line',
  },
  {
    in: 'grammar',
    find: 'space { ($[ \\t\\f] | "\\\\" $[\\n\\r])+ }',
    replace: 'space { ($[ \\t\\f] | "\\\\" ("\\r\\n" | $[\\n\\r]))+ }',
    reason: 'A backslash continues a line that ends in CRLF, too.',
    test: 'continued lines',
  },
  {
    in: 'tokens',
    find: `  let prev
  if (input.next < 0) {
    input.acceptToken(eof)`,
    replace: `  let prev
  if (input.next < 0) {
    input.acceptToken(eof)
  } else if (isLineBreak(input.next) && !(stack.context.flags & cx_Bracketed) && afterContinuation(input) &&
             stack.canShift(newlineToken)) {
    input.acceptToken(newlineToken, 1)
  } else if (input.next == hash && !(stack.context.flags & cx_Bracketed) && afterContinuation(input) &&
             stack.canShift(newlineToken)) {
    return`,
    reason: 'A blank line or a comment ends the statement that a backslash continued into it.',
    test: 'continued lines',
  },
  {
    in: 'tokens',
    find: 'export const newlines = new',
    replace: `function afterContinuation(input) {
  let prev = input.peek(-1)
  if (!isLineBreak(prev)) return false
  let before = input.peek(-2)
  return before == backslash || prev == newline && before == carriageReturn && input.peek(-3) == backslash
}

export const newlines = new`,
    reason: 'What the amendment above asks.',
    test: 'continued lines',
  },
  {
    in: 'tokens',
    find: 'while (input.next == space || input.next == tab) { input.advance(); spaces++ }',
    replace:
      'while (input.next == space || input.next == tab || input.next == formFeed) { input.advance(); spaces++ }',
    reason: 'A form feed is white space.',
    test: 'form feeds',
  },
  {
    in: 'tokens',
    find: `      else if (input.next == tab) depth += 8 - (depth % 8)
      else break`,
    replace: `      else if (input.next == tab) depth += 8 - (depth % 8)
      else if (input.next == formFeed) depth = 0
      else break`,
    reason: 'A form feed starts the count of the indentation anew.',
    test: 'form feeds',
  },
  {
    in: 'tokens',
    find: 'depth += space.charCodeAt(i) == tab ? 8 - (depth % 8) : 1',
    replace: `depth = space.charCodeAt(i) == formFeed ? 0 : depth + (space.charCodeAt(i) == tab ? 8 - (depth % 8) : 1)`,
    reason: 'A form feed starts the count of the indentation anew.',
    test: 'form feeds',
  },
  {
    in: 'tokens',
    find: 'const newline = 10, carriageReturn = 13,',
    replace: 'const newline = 10, formFeed = 12, carriageReturn = 13,',
    reason: 'A form feed is white space.',
    test: 'form feeds',
  },
  {
    in: 'tokens',
    find: `    let next = input.peek(off)
    if (next == space || next == tab) continue
    if (next != parenOpen && next != dot && next != newline && next != carriageReturn && next != hash)
      input.acceptToken(printKeyword)
    return`,
    replace: `    let next = input.peek(off)
    if (next == space || next == tab) continue
    if (/["'\\w]/.test(String.fromCharCode(next))) {
      let word = ''
      for (let i = off; i < off + 5 && /\\w/.test(String.fromCharCode(input.peek(i))); i++)
        word += String.fromCharCode(input.peek(i))
      if (!/^(?:if|in|is|and|or|not|for)$/.test(word)) input.acceptToken(printKeyword)
    }
    return`,
    reason: '`print` is a name wherever Python 3 allows one: `print = log`, `print if quiet else show`.',
    test: 'print as a name',
  },
  {
    in: 'tokens',
    find: `        if (escaped >= 0) {
          input.advance()`,
    replace: `        if (escaped >= 0 && !(format && escaped == braceOpen)) {
          input.advance()
          if (escaped == carriageReturn && input.next == newline) input.advance()`,
    reason: 'A backslash does not escape a brace; and a line break may have two characters.',
    test: 'backslashes in strings',
  },
  {
    in: 'tokens',
    find: '} else if (input.next == backslash && !escapes && input.peek(1) > -1) {',
    replace: `} else if (input.next == backslash && !escapes && format && input.peek(1) == braceOpen) {
      input.advance()
    } else if (input.next == backslash && !escapes && input.peek(1) == carriageReturn && input.peek(2) == newline) {
      input.advance(3)
    } else if (input.next == backslash && !escapes && input.peek(1) > -1) {`,
    reason: 'A backslash does not escape a brace; and a line break may have two characters.',
    test: 'backslashes in strings',
  },
  {
    in: 'tokens',
    find: '} else if (input.next == newline) {\n      if (long)',
    replace: '} else if (isLineBreak(input.next)) {\n      if (long)',
    reason: 'A short string ends with its line, also where that ends in CRLF.',
    test: 'unclosed strings end with their line',
  },
  {
    in: 'grammar',
    find: '  "." "," ";" ":" "@" "*" "**"\n',
    replace: '  "." "," ";" ":" "@" "*" "**" "/"\n',
    reason: 'The slash among parameters is a node, so that it can be told which are positional only.',
    test: 'parameters of lambdas',
  },
  {
    in: 'grammar',
    find: 'FormatSpec { ":" (formatStringSpecChars',
    replace: 'FormatSpec { (":" | ":=") (formatStringSpecChars',
    reason: 'A format specification may begin with an equals sign.',
    test: 'format specifications',
  },
  {
    in: 'tokens',
    find: 'if (isLineBreak(input.next)) input.acceptToken(newlineBracketed, 1)',
    replace: `if (isLineBreak(input.next)) input.acceptToken(statementFollows(input) ? newlineToken : newlineBracketed, 1)`,
    reason:
      'A line that begins with `def`, `return` and their like cannot stand in brackets: one above was left open.',
    test: 'brackets left open',
  },
  {
    in: 'tokens',
    find: 'function isHex(ch) {',
    replace: `const statementWords = /^(?:(?:def|class|return|import|while|with|raise|assert|del|global|nonlocal) |(?:try|finally) ?:|(?:pass|break|continue) ?$)/

function statementFollows(input) {
  let offset = 1
  for (let next; (next = input.peek(offset)) == space || next == tab || isLineBreak(next);) offset++
  let first = input.peek(offset)
  if (first < 97 || first > 119) return false
  let words = ''
  for (let i = 0; i < 9; i++) {
    let next = input.peek(offset + i)
    if (next < 0 || isLineBreak(next)) break
    words += String.fromCharCode(next)
  }
  return statementWords.test(words)
}

function isHex(ch) {`,
    reason: 'What the amendment above asks.',
    test: 'brackets left open',
  },
];
