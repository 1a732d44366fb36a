//! Words of the trade in both languages, so that a sentence may rest on a passage in the other one.
//!
//! It is no translation: a sentence is turned word by word into what its passage could say, and what the glossary does
//! not know is left out. Words that have an opposite are in `polarity`, in both languages already.

use std::{collections::HashMap, sync::LazyLock};

use super::{polarity, words};

/// Chinese words and what English says for them, the commonest first; `_` joins several words.
const PAIRS: &str = "文档=document|documentation|page|doc 页面=page 网页=page|site|web 网站=site|website|web 用户=user|customer|people 使用者=user \
    客户=customer|client 客服=agent|support 坐席=agent 人工=person|human|agent|manual 管理员=administrator|admin 成员=member 团队=team \
    机器人=bot|robot 助手=assistant 模型=model 问题=question|problem|issue 提问=ask|question 追问=follow 反问=ask|clarify 答案=answer \
    回答=answer|reply 回复=reply|answer|respond|response 响应=response|respond|answer 消息=message 会话=conversation|session|chat \
    对话=conversation|dialog|chat 聊天=chat 收件箱=inbox 队列=queue 排队=queue|wait 等待=wait 转人工=handoff|hand|person \
    转交=transfer|hand|pass 接手=claim|take 引用=citation|cite|quote|reference 段落=passage|paragraph 句子=sentence 标题=title|heading \
    小节=section 章节=section|chapter 正文=body|text 文字=text|word|letter 文本=text 原文=word|quote|original 链接=link|url \
    地址=address|url 网址=address|url 域名=domain|host 主机=host 端口=port 协议=protocol 代理=proxy|agent 网关=gateway 路由=route|router \
    上游=upstream 下游=downstream 节点=node 集群=cluster 实例=instance 容器=container 镜像=image 服务=service|server|serve \
    服务器=server|host 服务端=server 客户端=client 浏览器=browser 插件=plugin|widget|plug 组件=component|widget 模块=module \
    接口=interface|api|endpoint|port 端点=endpoint 请求=request|ask 请求头=header 请求体=body 参数=parameter|argument|option \
    选项=option|choice 属性=attribute|property 字段=field 变量=variable 环境变量=environment|variable 环境=environment \
    配置=configuration|configure|config|setting 设置=set|setting|configure 配置文件=configuration|config|file 文件=file \
    文件夹=folder|directory 目录=folder|directory 路径=path 扩展名=extension|ending 格式=format 模板=template 提示词=prompt \
    示例=example 例子=example 例如=example 默认=default 缺省=default 值=value 名称=name 名字=name 标识=id|identifier|key 标签=tag|label \
    类型=type|kind 种类=kind 状态=state|status 版本=version|revision 修订=revision 密钥=key|secret 秘密=secret 令牌=token \
    密码=password|code 口令=password 凭证=credential 凭据=credential 证书=certificate 签名=sign|signature 权限=permission|right|role \
    角色=role 认证=authentication|authenticate 鉴权=authentication|authorization 授权=authorization|authorize 登录=sign|log|login \
    退出=quit|exit|sign|leave|log 注册=register|sign 账号=account 账户=account 匿名=anonymous 实名=named|identity|real|name 邮箱=mail|email \
    邮件=mail|email 电话=phone 来源=origin|source 跨域=cors|origin 攻击=attack 安全=secure|security|safe 隐私=privacy|private \
    个人=personal|person 敏感=sensitive 数据=data 数据库=database|store 存储=store|storage 磁盘=disk 内存=memory 缓存=cache 备份=backup \
    恢复=restore|recover|resume 迁移=migrate|migration 导入=import 导出=export 日志=log 事件=event 记录=record|log|note 备注=note \
    笔记=note 历史=history 报告=report 统计=count|statistic|figure 指标=metric|figure 监控=monitor|metric 告警=alert|alarm|warn \
    警告=warn|warning 错误=error|wrong|mistake 报错=message|error 故障=fault|failure|incident|outage 异常=exception|error \
    原因=cause|reason|why 解决=solve|resolve|solution|solved 办法=do|way|solution 崩溃=crash 超时=timeout|time 重试=retry|again \
    断开=disconnect|break 断线=disconnect|drop 连接=connection|connect 网络=network 套接字=socket 帧=frame 字节=byte 字符=character \
    行=line|row 列=column 表格=table 列表=list 数字=number 编号=number|id 序号=number|seq 数量=number|count|many 次数=times|number \
    比例=share|rate|ratio 大小=size 长度=length|long 时间=time 时长=duration|time|long 期限=deadline 截止=deadline 时区=zone|timezone \
    日期=date 工作日=working|business|day 工作时间=hours|opening|business|working 营业时间=hours|opening 服务时间=hours|opening \
    承诺=promise 目标=target 今天=today 明天=tomorrow 每天=daily|day|every 当天=day|same 按钮=button 键=key 方向键=arrow 键盘=keyboard \
    快捷键=shortcut|key 鼠标=mouse 点击=click|press 点=click|press|tap 按=press 选择=choose|select|choice|pick 输入=enter|type|input \
    输入框=input|field|box 填写=fill|enter 填=fill|enter 发送=send|sent 提交=submit|commit|send 保存=save|keep|store 取消=cancel \
    确认=confirm|acknowledge|check 修改=change|edit|modify 更改=change 编辑=edit 更新=update|upgrade 升级=upgrade|update 替换=replace \
    覆盖=overwrite|override 复制=copy 移动=move 合并=merge 拆分=split 切分=cut|split 排序=sort|order|rank 筛选=filter 过滤=filter \
    搜索=search|find 查找=find|search 找到=find|found 查询=query|search 查看=see|view|show|look 检查=check|verify|examination \
    核对=check|verify 验证=verify|validate|check 测试=test 评测=evaluate|evaluation|eval 评估=evaluate 比较=compare 对比=compare 运行=run \
    执行=run|execute 调用=call|request|invoke 命令=command 命令行=command|terminal 终端=terminal 脚本=script 程序=program|app \
    进程=process 源代码=source|code 代码=code 编译=build|compile 构建=build 部署=deploy 重启=restart 重新启动=restart \
    刷新=refresh|reload 重新加载=reload 加载=load 读取=read 写入=write|written 写=write|written 读=read 生成=generate|write|make|create \
    产生=make|produce|create 处理=handle|process|treat|work 返回=return|answer|back 转发=forward|pass 监听=listen 绑定=bind|pair|link \
    访问=access|visit|reach 使用=use 提供=provide|give|offer|serve 计算=compute|calculate|count 限制=limit|restrict 限流=rate|limit \
    限额=limit|quota 配额=quota 上限=limit|most|maximum|cap 下限=minimum 阈值=threshold 速率=rate 频率=frequency|rate \
    并发=concurrent|concurrency 负载=load 负载均衡=balance|balancer 健康检查=health 就绪=ready|readiness 流量=traffic 性能=performance \
    延迟=latency|delay 触发=trigger 通知=notify|notification|notice 订阅=subscribe 推送=push 回调=callback|webhook 任务=task|job \
    定时=timer|schedule 计时=timer|clock|count 步骤=step 流程=flow|process 规则=rule 条件=condition 策略=policy|strategy 分组=group \
    组=group 项目=project|item 产品=product 功能=function|feature 版权=copyright 许可=license 语言=language 中文=chinese 英文=english \
    英语=english 翻译=translate|translation 置信度=confidence 分数=score 权重=weight 向量=vector 索引=index 语料=corpus|document \
    分词=analyzer|token|word 同义词=synonym 词=word 词语=word 关键词=keyword|word 含义=meaning|mean 意思=mean|meaning \
    说明=say|description|describe|explain|note 描述=description|describe 内容=content|text|what 信息=information|message 结果=result|outcome \
    输出=output|print 详情=detail 摘要=summary 颜色=color|colour 主题=theme|topic 图标=icon 图片=image|picture 附件=attachment \
    窗口=window 面板=panel 对话框=dialog 工作台=console 控制台=console|dashboard 仪表盘=dashboard 菜单=menu 首页=home \
    手机=phone|mobile 移动端=mobile 电脑=computer|machine 机器=machine|computer 设备=device 系统=system 应用=application|app|apply \
    平台=platform 公司=company|organization 组织=organization 部门=department 账单=bill|billing 订单=order 价格=price 退款=refund \
    支付=pay|payment 发票=invoice 订阅者=subscriber 第三方=third|party 全部=all|every|whole 所有=all|every 每个=every|each \
    每次=each|every 多个=several|multiple 单个=single 唯一=unique|only 其他=other 部分=part|some|partial 完整=complete|full|whole 空=empty \
    新=new 旧=old 立即=once|immediately 马上=once|immediately 再次=again 重新=again|anew 重复=repeat|twice|again 继续=continue|go \
    完成=finish|complete|done 结束=end|finish 离开=leave|away 过期=expire 失效=expire|invalid 匹配=match 对应=correspond \
    相关=related|relevant 一次=once 之内=within 级别=level|severity 等级=level 严重=severity|severe|critical 优先=priority|first \
    优先级=priority 紧急=urgent 身份=identity|who 自己=own|self 本机=machine|local|own 外部=outside|external 内部=inside|internal \
    公网=public|internet 互联网=internet 谁=who 哪里=where 多久=long 多少=many|much 显示=show|display 列出=list 包=package \
    依赖=dependency|depend 安装=install 卸载=uninstall 下载=download 上传=upload 打开=open 关闭=close 启动=start 停止=stop \
    写明=name|say|state 指定=give|specify|name|set 屏幕=screen|terminal|display 时段=period|hours 周期=period 断路器=breaker 预算=budget \
    原样=verbatim|word 标明=label|mark 标记=mark|label 掩码=mask 遮盖=mask 加密=encrypt|encryption 解密=decrypt 哈希=hash \
    压缩=compress|gzip 解析=parse|resolve 渲染=render 嵌入=embed 标头=header 首部=header 控制器=controller 工作流=workflow \
    流水线=pipeline 表达式=expression 正则=regex|regular 函数=function 方法=method|way 对象=object 数组=array 字符串=string \
    布尔=boolean 整数=integer 消费者=consumer 响应头=header 限速=limit 熔断=breaker 降级=fallback|degrade 灰度=canary 金丝雀=canary \
    分流=split 轮询=polling|poll 重定向=redirect 跳转=redirect|jump 重写=rewrite 改写=rewrite|transform 追踪=trace|tracing \
    链路追踪=tracing 单点登录=sso 两步验证=mfa 双重验证=mfa 有效期=expire|ttl|validity 双向认证=mtls 白名单=whitelist \
    黑名单=blacklist 允许=allow 拒绝=deny|reject|refuse 禁止=forbid|deny|block 防火墙=firewall 漏洞=vulnerability 必填=required \
    可选=optional 教程=tutorial 源码=source 开发=develop|development 调试=debug 失败=fail|failure 排查=troubleshoot 回滚=rollback \
    发布=release|publish 生产环境=production 服务发现=discovery 前缀=prefix 后缀=suffix 全局=global 自定义=custom|customize \
    扩展=extend|extension 批量=batch|bulk 批处理=batch 异步=asynchronous|async 同步=synchronize|sync 长连接=websocket|keepalive \
    重连=reconnect 后端=backend|upstream 前端=frontend 校验=validate|validation|verify 身份验证=authentication 短信=sms|text|message \
    验证码=captcha|code 头像=avatar 个人资料=profile 审核=moderation|review|approve 审计=audit 合规=compliance 费用=fee|cost|charge \
    计费=billing|charge|bill 付款=payment 优惠券=coupon 套餐=plan|package 试用=trial 免费=free 购买=purchase|buy 商品=product|item \
    物流=shipping|delivery 工单=ticket|case 大模型=llm|model 检索=retrieval|search|query 节假日=holiday 图像=image 视频=video 音频=audio \
    语音=voice|speech 麦克风=microphone 摄像头=camera 扬声器=speaker 静音=mute 直播=livestream 推流=publish 房间=room 频道=channel \
    主播=host|anchor 观众=audience|viewer 录制=record|recording 回放=playback|replay 截图=screenshot 分辨率=resolution 码率=bitrate \
    卡顿=stutter|freeze|lag 回声=echo 通话=call 呼叫=call 后台=background|backend 前台=foreground 打印=print 删除=delete|remove 添加=add \
    新增=add|create 创建=create 分页=pagination|page 启用=enable 开启=enable 禁用=disable 切换=switch 解绑=unbind 关联=associate|link \
    继承=inherit 共享=share|shared 复用=reuse 生效=effective|effect 有效=valid 无效=invalid 缺少=missing 存在=exist 最大=maximum|max \
    最小=minimum|min 百分比=percentage|percent 对象存储=bucket 优化=optimize 占用=usage|utilization 泄漏=leak 线程=thread \
    事务=transaction 随机=random 编码=encoding 转换=convert|transform 域名解析=dns 序列化=serialize 表单=form 样式=style \
    企业微信=wecom 钉钉=dingtalk 飞书=feishu|lark 微信=wechat 苹果=apple|ios 安卓=android 鸿蒙=harmonyos 平板=tablet 虚拟机=vm \
    区域=region|zone 子网=subnet 内网=intranet 带宽=bandwidth 快照=snapshot 工具链=toolchain 仓库=repository|repo|warehouse 分支=branch \
    审批=approval|approve 机密=secret 注入=inject|injection 拦截=intercept|block 租户=tenant 支持=support 兼容=compatible \
    区别=difference|compare 优点=advantage 额度=quota|credit 用量=usage 报表=report 图表=chart 术语=terminology 架构=architecture \
    原理=principle 生命周期=lifecycle 阶段=phase|stage 指令=directive|instruction 上下文=context 出口=egress 入口=ingress|entry \
    动态=dynamic 静态=static 调用方=caller|consumer|client 本地=local 远程=remote 单机=standalone 独立=standalone|independent \
    无状态=stateless 轻量=lightweight 社区=community 贡献=contribute 许可证=license 收费=charge|fee|price 扣费=charge|deduct 价钱=price \
    折扣=discount 打折=discount 余额=balance 账款=payment 现金=cash 收银员=cashier 店长=manager|store 门店=store|shop 店铺=store|shop \
    服务员=waiter|staff 员工=employee|staff 主管=supervisor|manager|lead 经理=manager 负责人=lead|owner|responsible 所有者=owner \
    维护者=maintainer 开发者=developer 访客=guest|visitor 客人=guest 住客=guest 房客=guest 入住=check|arrival|stay \
    退房=check|departure|checkout 房源=listing|property 预订=book|booking|reservation 预约=book|booking|appointment|reserve 订房=booking \
    营销=marketing 接收=receive 送达=deliver|delivered 条数=number|message 退订=unsubscribe|opt 手表=watch 续航=battery|last \
    充电=charge|charging 电量=battery|charge 电池=battery 常亮=always 血氧=oxygen 心率=heart 监测=monitor|measure|monitoring 测量=measure \
    全天=all|day 配对=pair|pairing 扫描=scan 二维码=qr|code 软件=software 硬件=hardware 硬盘=disk|drive 阵列=array|raid \
    清空=erase|wipe|clear|delete 格式化=format|erase 插入=insert|plug 拔出=unplug|remove 电源=power 开机=power|boot|start|turn \
    关机=shut|power|off 风扇=fan 温度=temperature 指示灯=light|led|indicator 蜂鸣器=buzzer|beep 恢复出厂=factory|reset 出厂=factory \
    重置=reset 固件=firmware 保护罩=cover|guard 机臂=arm 展开=unfold|open 折叠=fold 起飞=takeoff|fly 降落=land 飞行=fly|flight \
    避障=obstacle|avoidance 传感器=sensor 遥控器=controller|remote 模式=mode 档位=gear|mode 地图=map 位置=location|position \
    距离=distance|range 高度=height|altitude 速度=speed 方向=direction 交接班=shift|handover 换班=shift 交班=shift|handover \
    差额=difference 菜品=dish 点菜=order 下单=order 结账=bill|check|settle|pay 结算=settle|settlement 收款=payment|receive|take \
    断网=network|offline|down 手动=manually|hand 自动=automatic|automatically 接单=accept|order 拒单=reject|order 全额=full 次日=next|day \
    门锁=lock|door 门锁密码=code 身份证=id 证件=id|document 登记=register|registration 本人=person|own 同住=stay|staying \
    子账号=sub|account|subaccount 主账号=main|account 收入=income|revenue 收益=income|earning 提现=withdraw|withdrawal 拉取=pull \
    克隆=clone 回收站=trash|bin 彻底=permanently 永久=permanent|permanently|forever 保留=keep|kept|retain 归档=archive 冷存储=cold \
    热存储=hot 温存储=warm 采集=collect|collection|agent 超过=over|exceed|more 以上=more|over|above 以内=within 左右=about|roughly \
    大约=about|roughly|approximately 最多=most|maximum|up 至少=least|minimum 每月=monthly|month 每年=yearly|year 每周=weekly|week \
    周末=weekend 丢弃=discard|drop 抄送=cc 收件人=recipient 发件人=sender 开关=flag|switch|toggle 生产=production 流式=stream|streaming \
    公开=public|publish 泄露=leak|expose 额外=extra|additional 协调=coordinate 当地=local 出处=attribution|source \
    注明=credit|attribution|state 专业版=pro 免费版=free 企业版=enterprise 团队版=team 标准版=standard 移除=remove 退信=bounce \
    硬退信=hard|bounce 软退信=soft|bounce 点击率=click|rate 打开率=open|rate 优胜=winner|win 联系人=contact 群发=campaign|bulk \
    名单=list|audience 同意=consent|approve|agree 申请=apply|request|application 驳回=reject 通过=pass|approve 到期=expire|expiry \
    续费=renew|renewal 续期=renew 延期=extend 只能=only 仅限=only 只有=only 除了=except 例外=exception 不同=different 相同=same \
    一样=same 另外=also|another 之前=before 之后=after 期间=during|while 立刻=immediately|once 随时=any|anytime|time 暂停=pause|suspend \
    滤网=filter 清洗=wash|clean 更换=replace|change 保修=warranty 维修=repair 说明书=manual 尺寸=size 重量=weight 容量=capacity \
    空间=space|storage 型号=model 序列号=serial 条码=barcode 快递=courier|shipping|delivery 收货=receive|delivery 退货=return \
    换货=exchange 库存=stock|inventory 盘点=count|stocktaking|inventory 学生=student 老师=teacher 课程=course|class 考试=exam|test \
    报名=register|enrol 医生=doctor 医院=hospital 挂号=appointment|registration 病人=patient 药品=medicine 家长=parent 儿童=child|children \
    成人=adult 驾照=licence 车辆=car|vehicle 停车=park|parking 乘客=passenger 航班=flight 车票=ticket 座位=seat 行李=baggage|luggage \
    步数=step 睡眠=sleep 闹钟=alarm 提醒=remind|reminder 日历=calendar 会议=meeting 录音=recording 字幕=caption|subtitle \
    屏幕共享=screen|sharing 背景=background 举手=hand|raise 主持人=host 参会者=participant|attendee 邀请=invite|invitation 相册=album \
    照片=photo|picture 音乐=music 歌曲=song";

static TO_ENGLISH: LazyLock<HashMap<&str, Vec<String>>> = LazyLock::new(|| {
    let pairs = PAIRS.split_ascii_whitespace().filter_map(|pair| pair.split_once('='));
    pairs.map(|(chinese, english)| (chinese, english.split('|').map(words::stem).collect())).collect()
});
static TO_CHINESE: LazyLock<HashMap<String, Vec<&str>>> = LazyLock::new(|| {
    let mut inverse: HashMap<String, Vec<&str>> = HashMap::new();
    for (chinese, english) in PAIRS.split_ascii_whitespace().filter_map(|pair| pair.split_once('=')) {
        for stem in english.split('|').map(words::stem) {
            inverse.entry(stem).or_default().push(chinese);
        }
    }
    inverse
});
/// Longest Chinese word of the glossary, in characters.
const CHINESE_MAX: usize = 4;

/// Turns a folded Chinese text into the English words that `known` holds for it; the rest stays.
pub(super) fn to_english(text: &str, known: impl Fn(&str) -> bool) -> String {
    let mut turned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(CHINESE_MAX);
        let ends: Vec<usize> = if words::is_chinese(first) { ends.collect() } else { Vec::new() };
        let found = ends.into_iter().rev().find_map(|end| Some((end, TO_ENGLISH.get(&rest[..end])?)));
        match found.filter(|(end, _)| !polarity::has_opposite(&rest[..*end])) {
            Some((end, english)) => {
                turned.push(' ');
                turned.push_str(
                    english.iter().find(|stem| known(stem)).or(english.first()).map_or("", |stem| stem),
                );
                turned.push(' ');
                rest = &rest[end..];
            }
            None => {
                turned.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    turned
}

/// Turns the words of a folded English text into the Chinese ones that `known` holds for them; the rest stays.
pub(super) fn to_chinese(text: &str, known: impl Fn(&str) -> bool) -> String {
    let mut turned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        if length == 0 {
            turned.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let word = &rest[..length];
        let found = TO_CHINESE
            .get(&words::stem(word))
            .filter(|_| !polarity::has_opposite(word) && !words::is_empty(word));
        let chinese = found.and_then(|all| all.iter().find(|one| known(one)).or(all.first()));
        turned.push_str(chinese.unwrap_or(&word));
        rest = &rest[length..];
    }
    turned
}

/// Returns the Chinese words for an English one.
pub(super) fn chinese_for(word: &str) -> &'static [&'static str] {
    TO_CHINESE.get(&words::stem(word)).map_or(&[], Vec::as_slice)
}

/// Characters of a Chinese name from which it is a label of several words: a few of them tell.
const LABEL_MIN: usize = 4;

/// Returns whether every part of a Chinese name has an English word that `known` holds; of a label of several words, half
/// of those that the glossary has.
pub(super) fn is_known_in_english(name: &str, known: impl Fn(&str) -> bool) -> bool {
    let turned = to_english(name, &known);
    let words: Vec<&str> = turned.split_ascii_whitespace().collect();
    let (rest, turned): (Vec<&str>, Vec<&str>) =
        words.into_iter().partition(|word| word.contains(words::is_chinese));
    let n_known = turned.iter().filter(|word| known(word)).count();
    if name.chars().filter(|c| words::is_chinese(*c)).count() >= LABEL_MIN {
        return n_known > 0 && 2 * n_known >= turned.len();
    }
    rest.is_empty() && n_known == turned.len()
}
