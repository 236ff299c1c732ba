import type { Environment } from './references.js';

/** What ffmpeg and the engines' libraries may need of the environment; passwords that the box was given are not among it. */
const PASSED_ON = new Set([
  ...['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['FFMPEG_PATH', 'FFPROBE_PATH', 'NODE_ENV', 'NODE_PATH', 'NODE_EXTRA_CA_CERTS'],
]);
const PASSED_ON_PREFIXES = ['LC_', 'XDG_', 'OMP_', 'TF_', 'ORT_', 'CUDA_', 'NVIDIA_', 'LIBVA_'];

/**
 * Takes everything out of `environment` that child processes need not see, and returns what it held before. A child's
 * environment can be read from outside for as long as it runs, and a decoder needs no secret.
 */
export function withdrawEnvironment(environment: Record<string, string | undefined>): Environment {
  const before = Object.freeze({ ...environment });
  for (const name of Object.keys(environment)) {
    const isPassedOn = PASSED_ON.has(name) || PASSED_ON_PREFIXES.some((prefix) => name.startsWith(prefix));
    if (!isPassedOn) delete environment[name];
  }
  return before;
}
