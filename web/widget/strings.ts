/** Everything the widget says, in both languages side by side. `{0}` and `{1}` are times, names and numbers, already written. */

import type { Language } from "../shared/when";

/** The few words that every page loads. */
export const LAUNCHER = {
  en: { help: "Help", again: "Could not be loaded. Try again", unread: ", {0} unread" },
  zh: { help: "帮助", again: "加载失败，请重试", unread: "，{0} 条未读" },
} satisfies Record<Language, unknown>;

/** English, then Chinese. Where a number decides, `one|more` or `none|one|more`. */
export const TABLE = {
  // Header and menu.
  subtitle: ["Answers from the documentation", "答案来自产品文档"],
  subtitleWaiting: ["Waiting for a person", "等待人工客服"],
  subtitlePerson: ["{0} · here now", "{0} · 在线"],
  more: ["More", "更多"],
  close: ["Close", "关闭"],
  language: ["中文", "English"],
  newConversation: ["New conversation", "新对话"],
  done: ["I am done", "结束对话"],
  privacy: ["Privacy", "隐私说明"],
  forget: ["Forget me on this device", "在此设备上忘记我"],
  forgetSure: ["Forget? This conversation cannot be opened here again", "确定忘记吗？此处将无法再打开这段对话"],
  conversation: ["Conversation", "对话"],
  // Home.
  ask: ["What is going wrong?", "请描述您遇到的情况"],
  hint: ["One sentence is enough. An error code helps.", "一句话就可以，有报错代码更好。"],
  details: ["Details", "详情"],
  // Composer.
  describe: ["Describe what happens", "请描述您遇到的情况"],
  writeOn: ["You can already write on", "可以继续输入"],
  addSomething: ["Add something", "补充一点情况"],
  replyTo: ["Reply to {0}", "回复 {0}"],
  askNew: ["Ask something new", "提一个新问题"],
  send: ["Send", "发送"],
  stop: ["Stop writing", "停止生成"],
  tooLong: ["That is longer than 8,000 characters, by {0}. Shorten it, or send it in two parts.", "超过 8,000 字，多出 {0} 字。请缩短，或分两次发送。"],
  // Suggestions.
  mayAnswer: ["This may already answer it", "这些文档可能已有答案"],
  toChoose: ["↑ ↓ to choose", "↑ ↓ 选择"],
  found: ["1 document|{0} documents", "{0} 篇文档"],
  // A person.
  person: ["Talk to a person", "找人工客服"],
  personBy: ["reply by {0}", "{0} 前回复"],
  personUntil: ["until {0}", "服务至 {0}"],
  personFrom: ["back {0}", "{0} 恢复服务"],
  askPerson: ["Ask a person", "转给人工客服"],
  passOn: ["Pass it on", "转过去"],
  askDifferently: ["Ask differently", "换个问法"],
  passedOn: ["Passed on at {0} with all of the above", "{0} 已转交，以上内容全部附上"],
  replyBy: ["A reply by {0}", "{0} 前回复您"],
  replyUnknown: ["A person will reply here", "人工客服会在这里回复您"],
  replyUnknownHint: ["We cannot promise a time.", "暂时无法承诺回复时间。"],
  left: ["{0} left", "还有 {0}"],
  ahead: ["You are first in line.|1 person is before you.|{0} people are before you.", "下一位就是您。|前面还有 1 位。|前面还有 {0} 位。"],
  kept: ["Your place is kept if you close this window.", "关掉窗口也会保留您的位置。"],
  late: ["We are late: {0} has passed.", "我们迟了，没能在 {0} 前回复。"],
  closed: ["Nobody is here now.", "现在没有人工值班。"],
  noNeed: ["Solved meanwhile? No person needed", "已经解决，不需要人工了"],
  passed: ["What we passed on", "转交的内容"],
  change: ["Change", "修改"],
  changeHint: ["Correct or add something", "更正或补充"],
  cancel: ["Cancel", "取消"],
  problem: ["Problem", "问题"],
  began: ["Began", "开始于"],
  tried: ["Tried", "试过"],
  system: ["System", "环境"],
  read: ["Read", "看过"],
  open: ["Open", "待答"],
  notWait: ["Not going to wait here?", "不想在这里等？"],
  where: ["Where should it go?", "回复发到哪里？"],
  email: ["E-mail address", "邮箱"],
  leaveAddress: ["Leave this address", "留下邮箱"],
  addressHint: ["The person sees it and can reply there.", "客服会看到，并可以回复到这里。"],
  addressWrong: ["That is no e-mail address. Check it, such as mira@example.com.", "这不是有效的邮箱地址，请检查，例如 mira@example.com。"],
  addressKept: ["A reply can also go to {0}.", "回复也可以发到 {0}。"],
  joined: ["{0} joined at {1}", "{0} 于 {1} 加入"],
  early: ["{0} before the promise", "比承诺早 {0}"],
  behind: ["{0} late", "晚了 {0}"],
  writing: ["{0} is writing", "{0} 正在输入"],
  hereNow: ["{0} is here", "{0} 在线"],
  released: ["Your case is back in the queue and keeps its place. Another person will take it.", "您的问题已回到队列，并保留原来的位置，将由其他同事接手。"],
  transferred: ["Passed on to another person, with everything said here", "已转给另一位同事，以上内容全部附上"],
  willPassOn: ["Goes to a person as soon as the connection is back", "恢复连接后立即转给人工客服"],
  newTime: ["New time: a reply by {0}.", "新的时间：{0} 前回复。"],
  reopened: ["Opened again", "重新打开"],
  // The assistant.
  assistant: ["Assistant", "助手"],
  ai: ["AI", "AI 生成"],
  looking: ["looks in the documentation", "正在查找文档"],
  checking: ["writes, checking each sentence", "正在回答，逐句核对"],
  cutOff: ["cut off, continues when we are back", "已中断，恢复连接后继续"],
  wasCut: ["cut off here", "到此中断"],
  stopped: ["You stopped the answer.", "您已停止这次回答。"],
  quoted: ["quoted, nothing added", "原文引用，未作改写"],
  fromDocuments: ["from 1 document|from {0} documents", "依据 {0} 篇文档"],
  fromDocumentation: ["From the documentation", "文档原文"],
  inDocumentation: ["In the documentation", "相关文档"],
  nearest: ["Nearest pages, not an answer", "最接近的文档，但不是答案"],
  meanwhile: ["Meanwhile, from the documentation", "等待期间，可先看文档"],
  foundIn: ["found in {0}\u00a0s", "{0} 秒找到"],
  source: ["Source {0}: {1}", "来源 {0}：{1}"],
  showAll: ["Show all {0}", "显示全部 {0} 条"],
  whole: ["Show all of it", "显示全文"],
  // Solved?
  solved: ["Did that solve it?", "问题解决了吗？"],
  solvedBy: ["{0} asks: is it solved?", "{0} 想确认：问题解决了吗？"],
  somebody: ["Support", "客服"],
  yes: ["Yes, solved", "解决了"],
  no: ["No, not yet", "还没有"],
  notYet: ["Not solved yet. What is still wrong? Write it below, or let a person look.", "还没有解决。请在下面写明现在的情况，也可以转给人工。"],
  confirmedAt: ["You confirmed: solved at {0}", "您已确认：{0} 解决"],
  resolvedBy: ["{0} marked it as solved at {1}", "{0} 于 {1} 标记为已解决"],
  assumedAt: ["Counted as solved after a day of silence", "一天内没有新消息，视为已解决"],
  closedByYou: ["You ended this conversation at {0}", "您于 {0} 结束了对话"],
  closedAt: ["This conversation ended at {0}", "对话已于 {0} 结束"],
  rate: ["How was it?", "这次服务怎么样？"],
  rate1: ["Of no help", "没有帮助"],
  rate5: ["Solved, and quickly", "很快解决"],
  remark: ["Anything we should know? (optional)", "还有什么想告诉我们？（选填）"],
  skip: ["Skip", "跳过"],
  rated: ["You gave {0} of 5. Thank you.", "您打了 {0} 分（满分 5 分），谢谢。"],
  cameBackHere: ["It came back? Just write: it opens the same case", "问题又出现了？直接输入即可回到这个问题"],
  // Messages of the contact.
  you: ["You", "您"],
  saved: ["Saved {0}", "{0} 已保存"],
  wasRead: ["Read", "已读"],
  sending: ["Sending", "正在发送"],
  willBeSent: ["Will be sent", "稍后发送"],
  onDevice: ["kept on this device", "保存在此设备上"],
  correction: ["Passed on as a correction", "已作为更正转交"],
  tryAgain: ["Try again", "重试"],
  remove: ["Delete", "删除"],
  refusedOther: ["Not taken by the server. Try again.", "服务器未接收，请重试。"],
  // Connection.
  lost: ["No connection. Trying again in {0}\u00a0s", "网络断开，{0} 秒后重试"],
  trying: ["No connection. Trying now", "网络断开，正在重试"],
  now: ["Now", "立即重试"],
  refusedHere: ["This chat is not set up for this site.", "此网站尚未开通聊天。"],
  refusedSignIn: ["This chat is for people who are signed in. Sign in on this page, then try again.", "登录后才能使用。请在本页登录，然后重试。"],
  renewed: ["Your earlier session here has ended. What you typed is still there.", "之前的会话已失效，您输入的内容仍在。"],
  // Reading.
  newBelow: ["1 new|{0} new", "{0} 条新消息"],
} satisfies Record<string, readonly [en: string, zh: string]>;

/** What can be said. */
export type Key = keyof typeof TABLE;
/** Says something in the reader's language. */
export type Words = (key: Key, ...parts: (string | number)[]) => string;

/** Returns the words of a language. */
export function wordsIn(language: Language): Words {
  return (key, ...parts) => {
    const forms = TABLE[key][language === "zh" ? 1 : 0].split("|");
    const form = forms.length > 1 ? forms[Math.min(Number(parts[0]), 2) - 3 + forms.length] : forms[0];
    return (form ?? "").replace(/\{(\d)\}/g, (_, n) => String(parts[n]));
  };
}
