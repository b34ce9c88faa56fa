// The official wechaty gateway (PuppetServer) in front of the official PuppetMock, on loopback,
// with a small HTTP control port through which a test plays the neighbours.
//
//   node gateway.mjs --port 18788 --control 18789 --token T [--exit-with-stdin]
//
// Prints one JSON line when it is ready. Control: POST /<action> with a JSON object.

import http from 'node:http'
import { parseArgs } from 'node:util'
import { FileBox } from 'file-box'
import { PuppetServer } from 'wechaty-puppet-service'
import { PuppetMock, mock } from 'wechaty-puppet-mock'

const ROOM = 3          // Dirty type
const RECALLED = 13     // Message type

const { values: option } = parseArgs({
  options: {
    port: { type: 'string', default: '18788' },
    control: { type: 'string', default: '18789' },
    token: { type: 'string', default: 'local-test-token' },
    'exit-with-stdin': { type: 'boolean', default: false },
  },
})

// Everything that happened, for the tests to read, and those who wait for something to happen.
const events = []
const waiting = new Set()
const record = (what, detail = {}) => {
  events.push({ n: events.length, t: Date.now(), what, ...detail })
  for (const look of waiting) look()
}
const found = (since, match) => events.slice(since).find(
  event => Object.entries(match).every(([key, value]) => event[key] === value))

// What goes wrong next: where -> { message: an error, hold: wait until it is let go }
const faults = new Map()
const held = new Map()
async function trip (where) {
  const fault = faults.get(where)
  if (!fault) return
  faults.delete(where)
  if (fault.hold) {
    await new Promise(resolve => {
      held.set(where, resolve)
      record('held', { where })
    })
  }
  if (fault.message) throw new Error(fault.message)
}

const roomAliases = new Map()   // "roomId/contactId" -> alias
const invitations = new Map()   // id -> payload

// ---- what PuppetMock 1.19.4 leaves out and a real puppet does ----------------------------------

class GridPuppet extends PuppetMock {
  // Real puppets return the id of what they sent.
  async #sent (send) {
    const messages = this.mocker.cacheMessagePayload
    const before = messages.size
    await send()
    return messages.size > before ? [...messages.keys()].at(-1) : undefined
  }

  // PuppetMock drops the mention list.
  async messageSendText (conversationId, text, mentionIds = []) {
    await trip('send')
    const mentions = mentionIds.map(contact)
    const id = await this.#sent(() => contact(this.currentUserId).say(text, mentions).to(conversation(conversationId)))
    await trip('answer')
    return id
  }

  async messagePayload (messageId) {
    await trip('payload')
    return super.messagePayload(messageId)
  }

  async messageSendFile (conversationId, file) {
    return this.#sent(() => super.messageSendFile(conversationId, file))
  }

  // PuppetMock answers every picture with a QR code.
  async messageImage (messageId) {
    return this.messageFile(messageId)
  }

  async messageRecall (messageId) {
    return this.mocker.cacheMessagePayload.has(messageId)
  }

  async roomTopic (roomId, topic) {
    const payload = this.mocker.roomPayload(roomId)
    if (topic === undefined) return payload.topic
    payload.topic = topic
    await this.dirtyPayload(ROOM, roomId)
  }

  async roomMemberRawPayload (roomId, contactId) {
    const { avatar, id, name } = await this.contactPayload(contactId)
    return { avatar, id, name, roomAlias: roomAliases.get(`${roomId}/${contactId}`) ?? '' }
  }

  async roomInvitationRawPayload (id) {
    if (!invitations.has(id)) throw new Error(`no invitation ${id}`)
    return invitations.get(id)
  }

  async roomInvitationAccept (id) {
    const { toRoom, inviterId } = await this.roomInvitationRawPayload(id)
    room(toRoom).add(contact(this.currentUserId)).by(contact(inviterId))
  }
}

// ---- the neighbourhood: made once, because environments run at every puppet.start() ------------

const mocker = new mock.Mocker()
const puppet = new GridPuppet({ mocker })

const contact = id => mocker.ContactMock.load(id)
const room = id => mocker.RoomMock.load(id)
const conversation = id => id.includes('@') ? room(id) : contact(id)
const newContact = (id, name, more = {}) => mocker.createContact(
  { id, name, alias: '', avatar: 'http://127.0.0.1/none.png', phone: [], friend: true, type: 1, ...more })

const bot = newContact('wxid_bot', '小格')
const wang = newContact('wxid_wang', '王阿姨')
const li = newContact('wxid_li', '李师傅')
const room3 = mocker.createRoom({
  id: '19900000003@chatroom', topic: '幸福里3号网格群',
  ownerId: wang.id, adminIdList: [], memberIdList: [bot.id, wang.id, li.id],
})
mocker.createRoom({
  id: '19900000004@chatroom', topic: '幸福里4号网格群',
  ownerId: li.id, adminIdList: [], memberIdList: [wang.id, li.id],
})
roomAliases.set(`${room3.id}/${wang.id}`, '3栋王阿姨')
const liu = newContact('wxid_liu', '刘芳')
newContact('wxid_zhou', '周主任')
mocker.createRoom({
  id: '19900000005@chatroom', topic: '幸福里工作群',
  ownerId: liu.id, adminIdList: [], memberIdList: [bot.id, liu.id, li.id],
})

puppet.on('message', ({ messageId }) => {
  const payload = mocker.cacheMessagePayload.get(messageId)
  if (payload) record('message', { ...payload, bot: payload.talkerId === bot.id })
})
puppet.on('error', error => record('puppet-error', { error: String(error?.data ?? error?.gerror ?? error) }))

mocker.use(() => {
  record('puppet-start')
  if (!puppet.isLoggedIn) mocker.login(bot)
  puppet.emit('ready', { data: 'ready' })
  return () => record('puppet-stop')
})

// ---- the gateway -------------------------------------------------------------------------------

const server = new PuppetServer({
  endpoint: `127.0.0.1:${option.port}`, token: option.token, puppet, tls: { disable: true },
})
await server.start()

// ---- the control port --------------------------------------------------------------------------

const lastMessageId = () => [...mocker.cacheMessagePayload.keys()].at(-1)

function deliver (payload) {
  mocker.MessageMock.create(payload)
  puppet.emit('message', { messageId: payload.id })
  return payload.id
}

const actions = {
  say ({ from, to, text, mention = [] }) {
    contact(from).say(text, mention.map(contact)).to(conversation(to))
    return lastMessageId()
  },
  file ({ from, to, name, base64 }) {
    contact(from).say(FileBox.fromBase64(base64, name)).to(conversation(to))
    return lastMessageId()
  },
  async content ({ id }) { return (await puppet.messageFile(id)).toBase64() },
  recall ({ from, to, id }) {
    return deliver({ id: `recall-${id}`, type: RECALLED, text: id, talkerId: from, roomId: to, timestamp: Date.now() })
  },
  raw ({ payload }) {   // as it is, however odd
    mocker.cacheMessagePayload.set(payload.id, payload)
    puppet.emit('message', { messageId: payload.id })
    return payload.id
  },
  again ({ id }) { puppet.emit('message', { messageId: id }) },
  join ({ room: id, who, by }) { room(id).add(...who.map(contact)).by(contact(by)) },
  leave ({ room: id, who, by }) { room(id).remove(...who.map(contact)).by(contact(by)) },
  topic ({ room: id, topic, by }) { room(id).topic(topic).by(contact(by)) },
  contact ({ id, name, more }) { return newContact(id, name, more).id },
  invite ({ id, room: toRoom, by }) {
    invitations.set(id, {
      id, toRoom, inviterId: by, topic: room(toRoom).payload.topic, memberCount: 2, memberIdList: [],
      avatar: '', invitation: 'come in', receiverId: bot.id, timestamp: Date.now(),
    })
    puppet.emit('room-invite', { roomInvitationId: id })
  },
  emit ({ event, payload }) { puppet.emit(event, payload) },
  async logout () { await puppet.logout('kicked') },
  login () { mocker.login(bot) },
  room ({ id }) { return mocker.roomPayload(id) },
  events ({ since = 0 }) { return events.slice(since) },
  next ({ since = 0, match }) {   // the first event like this one, as soon as there is one
    return new Promise(resolve => {
      const look = () => {
        const event = found(since, match)
        if (event) { waiting.delete(look); resolve(event) }
      }
      waiting.add(look)
      look()
    })
  },
  fault ({ where, message, hold }) { faults.set(where, { message, hold }) },
  release ({ where }) { held.get(where)() },
  alias ({ room: id, who, alias }) { roomAliases.set(`${id}/${who}`, alias) },
  state () { return { loggedIn: puppet.isLoggedIn, events: events.length } },
}

http.createServer(async (request, response) => {
  try {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const result = await actions[request.url.slice(1)](body ? JSON.parse(body) : {})
    response.end(JSON.stringify({ result: result ?? null }))
  } catch (error) {
    response.statusCode = 500
    response.end(JSON.stringify({ error: String(error.stack ?? error) }))
  }
}).listen(Number(option.control), '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, port: option.port, control: option.control, pid: process.pid }))
})

if (option['exit-with-stdin']) {   // no orphan is left when the test process dies
  process.stdin.resume().on('end', () => process.exit(0))
}
