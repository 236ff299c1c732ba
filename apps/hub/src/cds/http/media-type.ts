/** The versions of the Curb Data Specification that are served, newest first. */
export const CDS_VERSIONS = ['1.1', '1.0'] as const;
export type CdsVersion = (typeof CDS_VERSIONS)[number];
export type CdsFormat = 'json' | 'csv';

/** Longer headers are nobody's. */
const ACCEPT_LENGTH_MAX = 2_000;
const QUALITY = /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/;

/** What an answer says it is, which is what a request has to accept. */
export function mediaType(format: CdsFormat, version: CdsVersion): string {
  return `application/vnd.cds+${format};version=${version}`;
}

/**
 * The version a request accepts, or null where it accepts none (406). No header, any type and a type without a version
 * get the newest. `application/json` is another type than ours and is not accepted: the standard asks for that.
 */
export function negotiate(accept: string | undefined, format: CdsFormat): CdsVersion | null {
  if (accept === undefined || accept.trim() === '') return CDS_VERSIONS[0];
  if (accept.length > ACCEPT_LENGTH_MAX) return null;
  let best: { readonly version: CdsVersion; readonly quality: number } | null = null;
  for (const range of accept.split(',')) {
    const { version, quality } = readRange(range, format);
    if (version === null || quality === 0) continue;
    const isBetter = best === null || quality > best.quality || (quality === best.quality && version > best.version);
    if (isBetter) best = { version, quality };
  }
  return best?.version ?? null;
}

function readRange(range: string, format: CdsFormat): { version: CdsVersion | null; quality: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const values = new Map(parameters.map((parameter) => splitParameter(parameter)));
  const q = values.get('q') ?? '1';
  const quality = QUALITY.test(q) ? Number(q) : 0;
  if (type === '*/*' || type === 'application/*') return { version: CDS_VERSIONS[0], quality };
  if (type !== `application/vnd.cds+${format}`) return { version: null, quality };
  const asked = values.get('version');
  if (asked === undefined) return { version: CDS_VERSIONS[0], quality };
  return { version: CDS_VERSIONS.find((version) => version === asked) ?? null, quality };
}

function splitParameter(parameter: string): readonly [string, string] {
  const [name = '', value = ''] = parameter.split('=', 2).map((part) => part.trim());
  return [name, value.replace(/^"(.*)"$/, '$1')];
}
