import { BotrcError } from '@botrc/sdk';
import { asArray, asRecord } from '../wire.ts';
import type { Result } from './signed-rest.ts';

/*
 * /v5/user/query-api (shortened):
 *
 * {"apiKey":"…","readOnly":0,"permissions":{"ContractTrade":["Order","Position"],"Wallet":["AccountTransfer"],…},
 *  "ips":["*"],"deadlineDay":83,"expiredAt":"2023-05-15T03:21:05Z","uta":1, …}
 *
 * https://bybit-exchange.github.io/docs/v5/user/apikey-info
 */

/**
 * Lets only a key pass that may trade contracts, and that could not take money out were it stolen (K-1).
 * @throws BOTRC_EXCHANGE_KEY saying what is wrong and how to mend it; BOTRC_WIRE_FORMAT
 */
export function checkKey(raw: Result): void {
  const permissions = asRecord(raw.permissions, 'permissions');
  const has = (group: string, name: string): boolean =>
    asArray(permissions[group] ?? [], group, 100).some((held) => held === name);
  if (has('Wallet', 'Withdraw'))
    throw refused(
      'the API key may withdraw',
      'Take the permission from the key, or make another one without it.',
    );
  if (raw.readOnly === 1)
    throw refused(
      'the API key is read-only',
      'Make one that may trade, or leave it out for market data alone.',
    );
  for (const name of ['Order', 'Position'])
    if (!has('ContractTrade', name))
      throw refused(
        `the API key lacks ContractTrade: ${name}`,
        'Give the key orders and positions of contracts.',
      );
}

function refused(message: string, mend: string): BotrcError {
  return new BotrcError('BOTRC_EXCHANGE_KEY', message, { where: 'exchange.options.apiKey', mend });
}
