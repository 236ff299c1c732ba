import { describe, expect, it } from 'vitest';
import { faultId } from '#events';
import { CurbRecords } from '../records/curb-records.js';
import { Comms } from './comms.js';

const LOST_MS = 1_000_000;
const NOW_MS = 1_005_000;

describe('what the hub hears of a camera that is lost', () => {
  it('is nothing when the camera is back before the loss is declared', () => {
    const comms = begin();
    comms.lose('no_video', LOST_MS);
    expect(comms.regain(LOST_MS + 2_000, NOW_MS)).toEqual([]);
    expect(comms.declare(NOW_MS)).toEqual([]);
  });

  it('is one loss, back-dated to the last picture, and one recovery that names it', () => {
    const comms = begin();
    comms.lose('no_video', LOST_MS);
    comms.lose('no_video', LOST_MS + 3_000);
    const id = faultId('north', 'no_video', LOST_MS);
    expect(comms.declare(NOW_MS)).toMatchObject([
      { atMs: LOST_MS, recordedAtMs: NOW_MS, body: { type: 'comms_lost', fault: 'no_video', faultId: id } },
    ]);
    expect(comms.declare(NOW_MS)).toEqual([]);
    expect(comms.regain(LOST_MS + 60_000, NOW_MS)).toMatchObject([
      { atMs: LOST_MS + 60_000, body: { type: 'comms_restored', faultId: id, lostAtMs: LOST_MS } },
    ]);
    expect(comms.regain(LOST_MS + 60_200, NOW_MS)).toEqual([]);
  });

  it('is that the box stopped, unless the camera was lost already', () => {
    expect(begin().stop(LOST_MS, NOW_MS)).toMatchObject([{ body: { type: 'comms_lost', fault: 'stopped' } }]);
    const lost = begin();
    lost.lose('no_video', LOST_MS);
    lost.declare(NOW_MS);
    expect(lost.stop(LOST_MS, NOW_MS)).toEqual([]);
    expect(lost.fault).toEqual({ fault: 'no_video', lostAtMs: LOST_MS });
  });

  it('is a recovery when a camera that an earlier session left is seen again', () => {
    const comms = new Comms(new CurbRecords('north'), { fault: 'stopped', lostAtMs: LOST_MS });
    expect(comms.regain(NOW_MS, NOW_MS)).toMatchObject([{ body: { type: 'comms_restored', fault: 'stopped' } }]);
  });
});

function begin(): Comms {
  return new Comms(new CurbRecords('north'), null);
}
