export { KeyError, isUserPublicKey, makeUserKey, userKeyOf } from './keys.js';
export type { UserKey } from './keys.js';
export { readOrMakeUserKey, readUserKey, writePrivateFile } from './key-files.js';
export { HUB, OPERATOR, devicePermissions, hubPermissions, inboxPrefix, operatorPermissions } from './permissions.js';
export type { Permissions } from './permissions.js';
export { brokerAccounts } from './broker-accounts.js';
export type { BrokerPrincipals } from './broker-accounts.js';
export { hashEnrolmentCode, makeEnrolmentCode, readEnrolmentCode } from './enrolment-code.js';
