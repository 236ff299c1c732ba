import { v5 as uuidV5 } from 'uuid';

/** Kerbline's own UUID namespace (RFC 9562 §5.5): fixed for ever, or replays would count twice. */
const NAMESPACE = '5f0a2c1e-6f43-5e0b-9a57-3c8d1e7b9f42';

/** The UUID of a visit: the same camera and visit key give the same id in every replay. */
export function visitId(cameraId: string, visitKey: string): string {
  return uuidV5(`visit/${cameraId}/${visitKey}`, NAMESPACE);
}

/** The UUID of a camera fault that began at `lostAtMs`. */
export function faultId(cameraId: string, fault: string, lostAtMs: number): string {
  return uuidV5(`fault/${cameraId}/${fault}/${lostAtMs}`, NAMESPACE);
}

/** The UUID of the record of `kind` about `subject` (a visit id, a fault id, or a period's end). */
export function recordId(cameraId: string, kind: string, subject: string | number): string {
  return uuidV5(`record/${cameraId}/${kind}/${subject}`, NAMESPACE);
}
