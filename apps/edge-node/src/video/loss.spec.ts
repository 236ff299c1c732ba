import { describe, expect, it } from 'vitest';
import { diagnose, silence } from './loss.js';

const FAILED = { address: 'rtsp://***@h', hadFrames: false, exitCode: 1 };

describe('why there is no video', () => {
  it.each([
    ['method DESCRIBE failed: 401 Unauthorized', 'wrong_password'],
    ['Server returned 403 Forbidden (access denied)', 'wrong_password'],
    ['method DESCRIBE failed: 404 Not Found', 'no_such_stream'],
    ['method SETUP failed: 461 Unsupported transport', 'no_such_stream'],
    ['Failed to resolve hostname cam.invalid: Name or service not known', 'unreachable'],
    ['Connection to tcp://h:554?*** failed: Connection refused', 'unreachable'],
    ['pipe:0: Connection timed out', 'unreachable'],
    ['pipe:0: No route to host', 'unreachable'],
    ["Protocol 'http' not on whitelist 'pipe,tcp'!", 'protocol_refused'],
    ["Stream map '0:v:0' matches no streams.", 'no_video_stream'],
    ['moov atom not found', 'not_a_video'],
    ['file:/x: Invalid data found when processing input', 'not_a_video'],
    ['file:/x: No such file or directory', 'missing_file'],
    ['something new', 'failed'],
  ])('"%s" means %s', (line, cause) => {
    expect(diagnose(['Some warning before', line], FAILED)).toMatchObject({ cause });
  });

  it('takes the most telling line, wherever it stands', () => {
    const lines = ['method DESCRIBE failed: 401 Unauthorized', 'pipe:0: Invalid data found when processing input'];
    expect(diagnose(lines, FAILED).cause).toBe('wrong_password');
  });

  it('knows the end of a film from a failure', () => {
    expect(diagnose([], { ...FAILED, hadFrames: true, exitCode: 0 }).cause).toBe('ended');
    expect(diagnose([], { ...FAILED, hadFrames: false, exitCode: 0 }).cause).toBe('no_video_stream');
  });

  it('does not call a video none because it is damaged in the middle', () => {
    expect(diagnose(['Invalid data found'], { ...FAILED, hadFrames: true }).cause).toBe('failed');
  });

  it('says how long a silent camera has been silent', () => {
    expect(silence('rtsp://***@h', 5_012)).toEqual({
      cause: 'silence',
      message: 'rtsp://***@h has sent no picture for 5.0 s',
    });
  });
});
