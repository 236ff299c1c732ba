import { ID_PATTERN } from '#events';
import { DeadLetterBox, connectNats } from '#events/nats';
import type { DeadLetter } from '#events/nats';

export interface DeadLettersOptions {
  readonly do: 'list' | 'replay';
  readonly device?: string | undefined;
  readonly subject?: string | undefined;
  readonly json?: boolean | undefined;
  readonly natsUrl: string | undefined;
  readonly say?: (line: string) => void;
}

/** A wrong argument: said in one sentence, exit code 2. */
class DeadLettersUsageError extends Error {
  readonly isForPeople = true;
  readonly exitCode = 2;
}

/** Lists dead letters, or sends them again; resolves with how many there were. */
export async function runDeadLetters(options: DeadLettersOptions): Promise<number> {
  const { natsUrl, device, subject, say = console.log } = options;
  if (natsUrl === undefined) throw new DeadLettersUsageError('NATS_URL is not set: where is the broker?');
  if (device !== undefined && device !== 'unknown' && !ID_PATTERN.test(device)) {
    throw new DeadLettersUsageError(`--device is "${device}", expected an id such as box-1`);
  }
  const connection = await connectNats({ url: natsUrl, name: 'kerbline-dead-letters' });
  try {
    const box = new DeadLetterBox(connection);
    let count = 0;
    for await (const letter of box.letters({ deviceId: device, subject })) {
      if (options.do === 'replay') await box.replay(letter);
      count += 1;
      say(options.json === true ? JSON.stringify(letterView(letter)) : sentence(letter));
    }
    if (options.json !== true) say(`${count} dead letters${options.do === 'replay' ? ' sent again' : ''}`);
    return count;
  } finally {
    await connection.close();
  }
}

function letterView({ seq, givenUpAtMs, deviceId, cameraId, reason, subject, position, payload }: DeadLetter) {
  return {
    seq,
    time: new Date(givenUpAtMs).toISOString(),
    device: deviceId,
    camera: cameraId,
    reason,
    subject,
    position,
    bytes: payload.length,
  };
}

function sentence(letter: DeadLetter): string {
  const { time, device, camera, bytes, reason } = letterView(letter);
  return `${time}  ${device}  ${camera}  ${bytes} bytes  ${reason}`;
}
