/** Real servers as child processes, for the demo, for a hub without servers of its own, and for tests. */
export { freePort, isPortFree } from './free-port.js';
export { dyingWithUs, GuardedProcess, ServiceStartError } from './guarded-process.js';
export { natsServerPath, startNatsServer } from './nats-server.js';
export { packageRoot } from './package-root.js';
export { startPostgres } from './postgres-server.js';
export { endProcess, identityOf, isRunning, parentOf, type ProcessIdentity } from './process-identity.js';
export { startRtspCamera } from './rtsp-camera.js';
export type { RunningService } from './running-service.js';
