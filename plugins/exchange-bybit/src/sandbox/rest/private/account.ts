import { formatTrim, RATE_SCALE } from '@botrc/sdk';
import { FEES } from '../../account/account.ts';
import { uidOf } from '../../account/api-key.ts';
import { text } from '../../account/order-params.ts';
import { wireWallet } from '../../account/wallet-wire.ts';
import { Refusal } from '../refusal.ts';
import { needLinear, type PrivateEndpoint } from './endpoint.ts';

/** GET /v5/account/wallet-balance: the unified account, of some coins or all. */
export const walletBalance: PrivateEndpoint = {
  limit: 50,
  answer: (params, { account }) => {
    if (text(params, 'accountType') !== 'UNIFIED') throw new Refusal('accountType only support UNIFIED.');
    return { list: [wireWallet(account.venue, text(params, 'coin').split(',').filter(Boolean))] };
  },
};

/** GET /v5/account/info */
export const accountInfo: PrivateEndpoint = {
  limit: 50,
  answer: (_params, { account, world }) => ({
    marginMode: 'REGULAR_MARGIN',
    updatedTime: String(world.clock.now()),
    unifiedMarginStatus: 6,
    dcpStatus: account.deadMan === undefined ? 'OFF' : 'ON',
    timeWindow: account.deadMan?.seconds ?? 10,
    smpGroup: 0,
    isMasterTrader: false,
    spotHedgingStatus: 'OFF',
  }),
};

/** GET /v5/account/fee-rate: of one symbol, or of all. */
export const feeRate: PrivateEndpoint = {
  limit: 10,
  answer: (params, { account }) => {
    needLinear(params);
    const one = text(params, 'symbol');
    const symbols = one === '' ? [...account.venue.listing.keys()] : [account.instrument(one).id];
    return {
      list: symbols.map((symbol) => ({
        symbol,
        baseCoin: '',
        takerFeeRate: formatTrim(FEES.taker, RATE_SCALE),
        makerFeeRate: formatTrim(FEES.maker, RATE_SCALE),
      })),
    };
  },
};

/** GET /v5/account/query-dcp-info: nothing where it was not turned on. */
export const dcpInfo: PrivateEndpoint = {
  limit: 5,
  answer: (_params, { account: { deadMan } }) => ({
    dcpInfos:
      deadMan === undefined
        ? []
        : [{ product: 'DERIVATIVES', dcpStatus: 'ON', timeWindow: String(deadMan.seconds) }],
  }),
};

/** POST /v5/order/disconnected-cancel-all. What it answers an account without it is a guess. */
export const setDcp: PrivateEndpoint = {
  limit: 5,
  writes: true,
  answer: (params, { account: { deadMan } }) => {
    const seconds = Number(text(params, 'timeWindow'));
    if (!Number.isInteger(seconds) || seconds < 3 || seconds > 300)
      throw new Refusal('params error: timeWindow invalid');
    if (deadMan === undefined) throw new Refusal('DCP is not enabled for this account.', {}, 10_005);
    if (text(params, 'product') === 'DERIVATIVES') deadMan.seconds = seconds;
    return {};
  },
};

/** GET /v5/user/query-api: what the key may do. */
export const queryApi: PrivateEndpoint = {
  limit: 10,
  answer: (_params, { key }) => ({
    id: '1',
    note: 'sandbox',
    apiKey: key.key,
    readOnly: key.readOnly === true ? 1 : 0,
    secret: '',
    permissions: {
      ContractTrade: ['Order', 'Position'],
      Spot: ['SpotTrade'],
      Wallet: key.withdraw === true ? ['AccountTransfer', 'Withdraw'] : [],
      Options: [],
      Derivatives: ['DerivativesTrade'],
      CopyTrading: [],
      BlockTrade: [],
      Exchange: [],
      NFT: [],
      Affiliate: [],
      Earn: [],
    },
    ips: ['*'],
    type: 1,
    deadlineDay: 83,
    expiredAt: '2099-01-01T00:00:00Z',
    createdAt: '2026-01-01T00:00:00Z',
    unified: 0,
    uta: 1,
    userID: Number(uidOf(key)),
    inviterID: 0,
    vipLevel: 'No VIP',
    mktMakerLevel: '0',
    affiliateID: 0,
    rsaPublicKey: '',
    isMaster: true,
    parentUid: '0',
    kycLevel: 'LEVEL_1',
    kycRegion: '',
  }),
};

/** GET /v5/asset/coin/query-info: the coins of the account; nothing can be moved in or out. */
export const coinInfo: PrivateEndpoint = {
  limit: 5,
  answer: (params, { account }) => {
    const one = text(params, 'coin');
    const coins = Object.keys(account.venue.books.cash).filter((coin) => one === '' || coin === one);
    return { rows: coins.map((coin) => ({ name: coin, coin, remainAmount: '0', chains: [] })) };
  },
};
