import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { GuardedProcess, ServiceStartError } from './guarded-process.js';
import { packageRoot } from './package-root.js';
import type { RunningService } from './running-service.js';

const MOUNT = '/street';
/** The system's own Python: the GStreamer bindings are system packages that no other Python sees. */
const SYSTEM_PYTHON = '/usr/bin/python3';

/** A real RTSP server (GStreamer's) that shows a video file as a live, endless street, over TCP and UDP. */
export async function startRtspCamera({
  file,
  port,
  user,
  password,
}: {
  file: string;
  port?: number;
  user?: string;
  password?: string;
}): Promise<RunningService> {
  if (!existsSync(file)) throw new ServiceStartError(`the demo camera's film ${file} does not exist`);
  const rtspPort = port ?? (await freePort());
  const secrets = user === undefined ? {} : { user, password: password ?? '' };
  const server = await GuardedProcess.start({
    name: 'the demo camera',
    command: process.platform === 'linux' && existsSync(SYSTEM_PYTHON) ? SYSTEM_PYTHON : 'python3',
    args: [join(packageRoot(), 'libs', 'local-services', 'rtsp-camera.py'), file, String(rtspPort), MOUNT],
    stopSignal: 'SIGTERM',
    ready: /^ready$/,
    input: `${JSON.stringify(secrets)}\n`,
  });
  const login = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@`;
  return {
    url: `rtsp://${login}127.0.0.1:${rtspPort}${MOUNT}`,
    pid: server.pid,
    ended: server.ended,
    stop: () => server.stop(),
  };
}
