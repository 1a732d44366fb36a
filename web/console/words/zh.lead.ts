/** 设置页的中文：客服。 */

import type { enLead } from "./en.lead";

export const zhLead: typeof enLead = {
  lead: {
    title: "设置",
    tabs: "设置什么",
    tab: { agents: "客服" },
    adminOnly: "只有管理员可以修改。",
    save: "保存",
    saved: "已保存。",
    agentsHint: "谁处理什么。工单会交给层级够高、会说用户的语言、具备该主题所需技能的客服。",
    name: "姓名",
    open: "手上的工单",
    openOf: (open, capacity) => `${open} / ${capacity}`,
    skills: "技能",
    noSkills: "未填：各语言都可以，但不处理需要技能的主题",
    changeOf: (name) => `修改${name}`,
    upTo: "最高处理到",
    capacity: "同时处理的工单数",
    capacityHint: "达到后不再分派，1 级除外。自己接手不受限制。",
    skill: "技能，如 billing 或 zh",
    skillName: (position) => `技能 ${position}`,
    skillLevel: (position) => `技能 ${position} 的级别`,
    removeSkill: (position) => `删除技能 ${position}`,
    addSkill: "添加技能",
    skillsHint: "语言也是技能：en、zh。一种都不填，表示各语言都可以。",
    level: (level) => `${level} 级`,
    twice: (name) => `技能 ${name} 填了两次，请保留一个。`,
  },
};
