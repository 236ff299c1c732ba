/** What a PromQL expression asks for: a metric and the labels it is chosen by. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** Names before `{`, `[` or standing alone, that are no function, keyword or label list. */
const SELECTOR = /(?<![\w:$"'])([a-z_][a-z0-9_]*)(\{[^}]*\})?(?!\s*\(|\w)/g;
const KEYWORDS = new Set(['or', 'and', 'unless', 'bool']);
const LABEL_LIST = /\b(by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;

/** The selectors of an expression. Understands the part of PromQL that rules and dashboards here are written in. */
export function selectorsOf(expression: string): readonly Selector[] {
  // A duration (`5m`) or `$__rate_interval` in brackets names no metric.
  const bare = expression.replaceAll(/\[[^\]]*\]/g, '').replaceAll(LABEL_LIST, ' ');
  return [...bare.matchAll(SELECTOR)].flatMap(([, metric = '', labels = '']) =>
    KEYWORDS.has(metric)
      ? []
      : [{ metric, labels: [...labels.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label) }],
  );
}

/** The labels an expression groups or matches by. */
export function groupedBy(expression: string): readonly string[] {
  return [...expression.matchAll(LABEL_LIST)].flatMap(([, , list = '']) =>
    list
      .split(',')
      .map((label) => label.trim())
      .filter((label) => label !== ''),
  );
}

/** Whether every bracket is closed by its own kind. */
export function isBalanced(expression: string): boolean {
  const open: string[] = [];
  const closes: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' };
  for (const character of expression.replaceAll(/"[^"]*"/g, '')) {
    if ('({['.includes(character)) open.push(character);
    else if (character in closes && open.pop() !== closes[character]) return false;
  }
  return open.length === 0;
}
