//! Points in time and ages, in the wording that the language is used to.

texts! {
    sentence_gap = " " | "";
    labelled(label, words) = "{label}: {words}" | "{label}：{words}";
    colon = ": " | "：";
    clause_comma = ", " | "，";
    time_today(clock) = "Today {clock}" | "今天 {clock}";
    time_yesterday(clock) = "Yesterday {clock}" | "昨天 {clock}";
    age_just_now = "just now" | "刚刚";
    age_seconds(n) = "{n} s ago" | "{n} 秒前";
    age_minutes(n) = "{n} min ago" | "{n} 分钟前";
    age_hours(n) = "{n} h ago" | "{n} 小时前";
    age_days(n) = "{n} d ago" | "{n} 天前";
    in_seconds(n) = "in {n} s" | "{n} 秒后";
    in_minutes(n) = "in {n} min" | "{n} 分钟后";
    in_hours(n) = "in {n} h" | "{n} 小时后";
    in_days(n) = "in {n} d" | "{n} 天后";
    length_moment = "under a minute" | "1 分钟以内";
    length_minutes(n) = "{n} minute" / "{n} minutes" | "{n} 分钟";
    length_hours(n) = "{n} hour" / "{n} hours" | "{n} 小时";
    length_days(n) = "{n} day" / "{n} days" | "{n} 天";
}
