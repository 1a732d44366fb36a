import { expect, test } from "vitest";

import { failureOf } from "./receivers";
import { zhLead } from "./words/zh.lead";

/** What the server says of tries that failed. */
const SAID = [
  "it answers with status 503",
  "it redirects (status 301), which is never followed",
  "the robot refuses with code -1",
  "it does not answer as a robot of its kind does; is the address right?",
  "the mail server refuses with code 550",
  "it does not answer in time",
  "the mail server does not answer",
  "no connection to it",
  "no connection to the mail server",
  "the connection broke off",
  "its answer breaks off",
  "the mail server's certificate or TLS does not fit",
  "its address lies in a private network; where that is meant, set allow_private = true",
  "its address is one that nobody is told at (link-local, metadata, multicast)",
];

test("the usual failures are told in the reader's language, what is not known in the server's words alone", () => {
  const said = SAID.map((words) => {
    const failure = failureOf(words);
    return failure && zhLead.receiver.failures[failure.is](failure.code);
  });
  expect(said).toEqual(["HTTP 503", "被重定向", "机器人返回 -1", "不像机器人的回应", "邮件服务器返回 550", "超时", "超时", "连不上", "连不上", "连接中断", "连接中断", "证书或 TLS 不符", "地址不允许", "地址不允许"]);
  expect(failureOf("the mail cannot be written")).toBeUndefined();
});
