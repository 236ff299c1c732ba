/** Why there is no video. */
export type LossCause =
  | 'wrong_password'
  | 'unreachable'
  | 'no_such_stream'
  | 'no_video_stream'
  | 'not_a_video'
  | 'missing_file'
  | 'protocol_refused'
  | 'ffmpeg_missing'
  | 'silence'
  | 'ended'
  | 'failed';

/** `message` is one sentence for an operator and holds no secret. */
export interface Loss {
  readonly cause: LossCause;
  readonly message: string;
}

interface Sign {
  readonly pattern: RegExp;
  readonly cause: LossCause;
  readonly sentence: (address: string) => string;
}

/** What ffmpeg 5 to 7 writes, most telling first: the line that counts is rarely the last. */
const SIGNS: readonly Sign[] = [
  {
    pattern: /\b401 Unauthorized|\b403 Forbidden|authorization failed|access denied/i,
    cause: 'wrong_password',
    sentence: (address) => `${address} refuses the user name or password`,
  },
  {
    pattern: /not on whitelist|Protocol .* not (?:allowed|found)/i,
    cause: 'protocol_refused',
    sentence: (address) => `${address} leads to a protocol that is not allowed here`,
  },
  {
    pattern: /\b461 |Unsupported transport|Nonmatching transport/i,
    cause: 'no_such_stream',
    sentence: (address) => `${address} does not offer this transport; try the other of tcp and udp`,
  },
  {
    pattern: /\b40[04] (?:Not Found|Bad Request)|\b45\d |Stream Not Found/i,
    cause: 'no_such_stream',
    sentence: (address) => `${address} has no such stream; check the path`,
  },
  {
    pattern: /Failed to resolve hostname/i,
    cause: 'unreachable',
    sentence: (address) => `the host name of ${address} cannot be resolved`,
  },
  {
    pattern: /Connection refused/i,
    cause: 'unreachable',
    sentence: (address) => `${address} refuses connections; is the port right?`,
  },
  {
    pattern: /timed out|No route to host|Network is unreachable|Host is down|Connection reset|Operation not permitted/i,
    cause: 'unreachable',
    sentence: (address) => `${address} cannot be reached`,
  },
  {
    pattern: /No such file or directory|Permission denied|Is a directory/i,
    cause: 'missing_file',
    sentence: (address) => `${address} cannot be read as a file`,
  },
  {
    pattern: /matches no streams|does not contain any stream|Could not find codec parameters|no decoder/i,
    cause: 'no_video_stream',
    sentence: (address) => `${address} holds no video that can be decoded`,
  },
  {
    pattern: /Invalid data found|moov atom not found|misdetection possible|Unknown input format/i,
    cause: 'not_a_video',
    sentence: (address) => `${address} is not a video`,
  },
];

/** Why ffmpeg ended, from its error lines (redacted ones). `hadFrames` says whether it had given pictures before. */
export function diagnose(
  errorLines: readonly string[],
  { address, hadFrames, exitCode }: { address: string; hadFrames: boolean; exitCode: number | null },
): Loss {
  if (hadFrames && exitCode === 0) return { cause: 'ended', message: `${address} ended its video` };
  const text = errorLines.join('\n');
  const sign = SIGNS.find(({ pattern }) => pattern.test(text));
  // A file that was being read is a video: damage in its middle is no reason to call it something else.
  if (sign && !(hadFrames && sign.cause === 'not_a_video')) {
    return { cause: sign.cause, message: sign.sentence(address) };
  }
  if (exitCode === 0) return { cause: 'no_video_stream', message: `${address} ended without a picture` };
  const last = errorLines.at(-1);
  return { cause: 'failed', message: `ffmpeg stopped reading ${address}${last ? `: ${last}` : ''}` };
}

export function silence(address: string, silentMs: number): Loss {
  return { cause: 'silence', message: `${address} has sent no picture for ${(silentMs / 1_000).toFixed(1)} s` };
}
