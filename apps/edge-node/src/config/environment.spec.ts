import { expect, it } from 'vitest';
import { withdrawEnvironment } from './environment.js';

it('keeps from child processes what they do not need, and gives it to the box once', () => {
  const environment = { PATH: '/usr/bin', LC_ALL: 'C', CAM_PASSWORD: 'canary', NATS_URL: 'nats://u:canary@h' };
  const before = withdrawEnvironment(environment);
  expect(environment).toEqual({ PATH: '/usr/bin', LC_ALL: 'C' });
  expect(before).toMatchObject({ CAM_PASSWORD: 'canary', NATS_URL: 'nats://u:canary@h', PATH: '/usr/bin' });
});
