import { describe, expect, it } from 'vitest';
import { Mailbox } from './mailbox.js';

describe('the mailbox', () => {
  it('gives what was put, once', () => {
    const mailbox = new Mailbox<string>();
    mailbox.put('a');
    expect([mailbox.take(), mailbox.take()]).toEqual(['a', null]);
    expect(mailbox.skipped).toBe(0);
  });

  it('lets the newest win and counts what it replaced', () => {
    const mailbox = new Mailbox<string>();
    for (const item of ['a', 'b', 'c']) mailbox.put(item);
    expect(mailbox.take()).toBe('c');
    expect(mailbox.skipped).toBe(2);
  });

  it('counts what is dropped unread, and nothing when there is nothing', () => {
    const mailbox = new Mailbox<string>();
    mailbox.clear();
    mailbox.put('a');
    mailbox.clear();
    expect([mailbox.take(), mailbox.skipped, mailbox.isEmpty]).toEqual([null, 1, true]);
  });
});
