export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export type Filled = { readonly text: string } | { readonly problems: readonly string[] };

/**
 * The text with each `${ENV_NAME}` replaced by that variable's value. In the credentials of a URL the value is taken
 * as it is and percent-encoded here, so that a password needs no care; elsewhere it is put in unchanged.
 */
export function fillReferences(template: string, environment: Environment): Filled {
  const problems: string[] = [];
  const credentialsEnd = endOfCredentials(template);
  const text = template.replace(REFERENCE, (reference, name: string, index: number) => {
    if (!NAME.test(name)) {
      problems.push(`${JSON.stringify(reference)} names no environment variable`);
      return '';
    }
    const value = environment[name];
    if (value === undefined || value === '') {
      problems.push(`the environment variable ${name} is not set`);
      return '';
    }
    return index < credentialsEnd ? encodeURIComponent(value) : value;
  });
  return problems.length > 0 ? { problems } : { text };
}

/** Where `user:password@` ends in the template of a URL, 0 when it has none. */
function endOfCredentials(template: string): number {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/(?:\$\{[^}]*\}|[^/?])*/i.exec(template)?.[0] ?? '';
  return authority.lastIndexOf('@') + 1;
}
