//! The documentation that every server of the suite answers from: small, in both languages, with one page that is
//! internal and one that is a draft.

/// A word that stands in the internal page alone.
pub const INTERNAL_WORD: &str = "Quartzfinch";
/// A word that stands in the draft page alone.
pub const DRAFT_WORD: &str = "Marblewren";

/// Every file: path below the documents folder, text.
pub const FILES: &[(&str, &str)] = &[
    (
        "keys.md",
        "---\ntitle: API keys\nlocale: en\n---\n# API keys\n\nAn API key lets a program call Harbor.\n\n\
         ## Rotate an API key\n\nTo rotate an API key, open Settings and click Rotate. \
         The old API key keeps working for 24 hours after the rotation. \
         Then it is refused with the error HB-401.\n\n\
         ## Delete an API key\n\nTo delete an API key, open Settings, choose the key and click Delete. \
         A deleted key cannot be restored.\n",
    ),
    (
        "webhooks.md",
        "---\ntitle: Webhooks\nlocale: en\n---\n# Webhooks\n\nA webhook tells your server what happened.\n\n\
         ## Verify a webhook signature\n\nEvery webhook carries the header `X-Harbor-Signature`. \
         Compute the HMAC-SHA256 of the raw body with your signing secret and compare it with the header.\n\n\
         ## Webhook retries\n\nHarbor retries a failed webhook delivery 5 times with growing pauses. \
         After the last retry the webhook delivery is marked as failed.\n",
    ),
    (
        "export.md",
        "---\ntitle: Export reports\nlocale: en\n---\n# Export reports\n\n\
         ## Export a report as CSV\n\nOpen Reports, choose a period and click Export. \
         The CSV file holds at most 50,000 rows. \
         Larger reports are sent by mail as several CSV files.\n\n\
         ## Schedule an export\n\nClick Schedule beside Export and choose a weekday. \
         A scheduled export runs at 06:00 in the zone of your workspace.\n",
    ),
    (
        "login.md",
        "---\ntitle: Single sign-on\nlocale: en\n---\n# Single sign-on\n\n\
         ## Set up SAML single sign-on\n\nOpen Security, choose SAML and paste the metadata address of your identity provider. \
         SAML single sign-on needs the Business plan.\n\n\
         ## Reset two-factor authentication\n\nAn administrator resets two-factor authentication of a member under Members. \
         The member signs in again with the recovery code.\n",
    ),
    (
        "billing.md",
        "---\ntitle: Invoices\nlocale: en\n---\n# Invoices\n\n\
         ## Download an invoice\n\nInvoices stand under Billing and can be downloaded as PDF. \
         Only the owner of a workspace sees invoices.\n\n\
         ## Change the billing address\n\nOpen Billing, click Edit address and save. \
         The new billing address appears on the next invoice.\n",
    ),
    (
        "backup.md",
        "---\ntitle: Backups\nlocale: en\n---\n# Backups\n\n\
         ## Restore a backup\n\nOpen Backups, choose a day and click Restore. \
         Restoring a backup replaces the whole workspace and takes about 10 minutes.\n\n\
         ## Backup schedule\n\nBackups run every night at 02:00 UTC and are kept for 30 days.\n",
    ),
    (
        "outage.md",
        "---\ntitle: Gateway errors\nlocale: en\n---\n# Gateway errors\n\n\
         ## Gateway returns 502\n\nWhen the gateway returns 502 for all requests, the upstream is not reachable. \
         Check the health page of the upstream and restart the gateway.\n\n\
         ## Gateway is slow\n\nA slow gateway often waits for DNS. Set the resolver cache to 60 seconds.\n",
    ),
    (
        "zh/keys.md",
        "---\ntitle: 访问密钥\nlocale: zh\n---\n# 访问密钥\n\n访问密钥让程序可以调用 Harbor。\n\n\
         ## 轮换访问密钥\n\n要轮换访问密钥，请打开设置，然后点击轮换。旧的访问密钥在轮换之后 24 小时内仍然有效。\
         之后会被拒绝，并返回错误 HB-401。\n\n\
         ## 删除访问密钥\n\n要删除访问密钥，请打开设置，选中密钥并点击删除。删除的密钥无法恢复。\n",
    ),
    (
        "zh/export.md",
        "---\ntitle: 导出报表\nlocale: zh\n---\n# 导出报表\n\n\
         ## 导出 CSV 报表\n\n打开报表，选择时间段，点击导出。CSV 文件最多包含 50,000 行。更大的报表会拆成多个文件通过邮件发送。\n\n\
         ## 定时导出\n\n点击导出旁边的定时，选择星期几。定时导出在工作区时区的 06:00 执行。\n",
    ),
    (
        "zh/backup.md",
        "---\ntitle: 备份\nlocale: zh\n---\n# 备份\n\n\
         ## 恢复备份\n\n打开备份，选择日期，点击恢复。恢复备份会替换整个工作区，大约需要 10 分钟。\n\n\
         ## 备份时间\n\n备份每天 02:00 UTC 执行，保留 30 天。\n",
    ),
    (
        "zh/outage.md",
        "---\ntitle: 网关错误\nlocale: zh\n---\n# 网关错误\n\n\
         ## 网关返回 502\n\n当网关对所有请求都返回 502 时，说明上游不可达。请检查上游的健康页面，并重启网关。\n",
    ),
    (
        "internal/keys.md",
        "---\ntitle: Keys runbook\nlocale: en\nvisibility: internal\n---\n# Keys runbook\n\n\
         ## Rotate an API key by hand\n\nTo rotate an API key by hand, log in to Quartzfinch and run the rotation job. \
         Quartzfinch is the name of the key vault.\n",
    ),
    (
        "draft.md",
        "---\ntitle: Key scopes\nlocale: en\ndraft: true\n---\n# Key scopes\n\n\
         ## Rotate an API key with scopes\n\nTo rotate an API key with scopes, use the Marblewren page.\n",
    ),
];

/// Writes the documentation into a folder.
pub fn write(docs: &std::path::Path) {
    for (path, text) in FILES {
        let file = docs.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
}
