import { describe, expect, it } from 'vitest';
import { SseParser } from './sse-parser.js';

const message = 'id: 7\nevent: park_start\ndata: {"id":"7"}\n\n';

describe('the event stream', () => {
  it('gives one event for one message', () => {
    expect(new SseParser().push(message)).toEqual([{ id: '7', type: 'park_start', data: '{"id":"7"}' }]);
  });

  it('gives the same events wherever the network cuts it', () => {
    const whole = new SseParser().push(message + message);
    for (let cut = 1; cut < message.length; cut++) {
      const parser = new SseParser();
      const pieces = [...parser.push(message.slice(0, cut)), ...parser.push(message.slice(cut) + message)];
      expect(pieces).toEqual(whole);
    }
  });

  it('gives nothing for a heartbeat', () => {
    expect(new SseParser().push(': heartbeat\n\n')).toEqual([]);
  });

  it('joins several data lines and takes Windows line ends, even when cut between the two bytes', () => {
    const parser = new SseParser();
    expect(parser.push('data: a\r')).toEqual([]);
    expect(parser.push('\ndata: b\r\n\r\n')).toEqual([{ id: '', type: 'message', data: 'a\nb' }]);
  });

  it('does not carry the type of one event into the next', () => {
    const types = new SseParser().push(`${message}data: x\n\n`).map((event) => event.type);
    expect(types).toEqual(['park_start', 'message']);
  });
});
