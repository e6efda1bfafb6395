//! Regions of the clouds: ids and names, as data.

/// A region that the forms offer. Others can be typed by their id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// The vendor's id, such as `cn-hangzhou`.
    pub id: &'static str,
    pub english: &'static str,
    pub chinese: &'static str,
}

macro_rules! regions {
    ($($id:literal $english:literal $chinese:literal;)+) => {
        &[$(Region { id: $id, english: $english, chinese: $chinese }),+]
    };
}

/// Alibaba Cloud's regions with an own DTS endpoint (source: the vendor's SDK, `endpoint map`).
pub const ALIBABA: &[Region] = regions! {
    "cn-hangzhou" "China East 1, Hangzhou" "华东1（杭州）";
    "cn-shanghai" "China East 2, Shanghai" "华东2（上海）";
    "cn-qingdao" "China North 1, Qingdao" "华北1（青岛）";
    "cn-beijing" "China North 2, Beijing" "华北2（北京）";
    "cn-zhangjiakou" "China North 3, Zhangjiakou" "华北3（张家口）";
    "cn-huhehaote" "China North 5, Hohhot" "华北5（呼和浩特）";
    "cn-wulanchabu" "China North 6, Ulanqab" "华北6（乌兰察布）";
    "cn-shenzhen" "China South 1, Shenzhen" "华南1（深圳）";
    "cn-chengdu" "China Southwest 1, Chengdu" "西南1（成都）";
    "cn-hongkong" "China, Hong Kong" "中国香港";
    "ap-southeast-1" "Singapore" "新加坡";
    "ap-southeast-2" "Australia, Sydney" "澳大利亚（悉尼）";
    "ap-southeast-3" "Malaysia, Kuala Lumpur" "马来西亚（吉隆坡）";
    "ap-southeast-5" "Indonesia, Jakarta" "印度尼西亚（雅加达）";
    "ap-south-1" "India, Mumbai" "印度（孟买）";
    "ap-northeast-1" "Japan, Tokyo" "日本（东京）";
    "eu-west-1" "United Kingdom, London" "英国（伦敦）";
    "eu-central-1" "Germany, Frankfurt" "德国（法兰克福）";
    "us-west-1" "United States, Silicon Valley" "美国（硅谷）";
    "us-east-1" "United States, Virginia" "美国（弗吉尼亚）";
    "me-east-1" "United Arab Emirates, Dubai" "阿联酋（迪拜）";
};

/// Huawei Cloud's regions with an own DDM endpoint (source: the vendor's SDK, `endpoint map`).
pub const HUAWEI: &[Region] = regions! {
    "cn-north-1" "CN North-Beijing1" "华北-北京一";
    "cn-north-4" "CN North-Beijing4" "华北-北京四";
    "cn-north-9" "CN North-Ulanqab1" "华北-乌兰察布一";
    "cn-east-2" "CN East-Shanghai2" "华东-上海二";
    "cn-east-3" "CN East-Shanghai1" "华东-上海一";
    "cn-south-1" "CN South-Guangzhou" "华南-广州";
    "cn-south-2" "CN South-Shenzhen" "华南-深圳";
    "cn-southwest-2" "CN Southwest-Guiyang1" "西南-贵阳一";
    "ap-southeast-1" "CN-Hong Kong" "中国-香港";
    "ap-southeast-3" "AP-Singapore" "亚太-新加坡";
    "la-north-2" "LA-Mexico City2" "拉美-墨西哥城二";
    "la-south-2" "LA-Santiago" "拉美-圣地亚哥";
    "sa-brazil-1" "LA-Sao Paulo1" "拉美-圣保罗一";
    "my-kualalumpur-1" "AP-Kuala Lumpur-OP6" "亚太-吉隆坡-OP6";
    "ru-moscow-1" "RU-Moscow1" "俄罗斯-莫斯科一";
    "ae-ad-1" "ME-Abu Dhabi-OP5" "中东-阿布扎比-OP5";
    "eu-west-101" "EU-Dublin" "欧洲-都柏林";
};

/// The region with this id, where the forms know it.
pub fn alibaba(id: &str) -> Option<&'static Region> {
    ALIBABA.iter().find(|region| region.id == id)
}

/// Whether this can be a region id: at most 32 lower-case letters, digits and single hyphens, starting with
/// a letter, with at least one hyphen.
pub fn is_region_id(text: &str) -> bool {
    text.len() <= 32
        && text.contains('-')
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// Whether DTS treats this source region as Hong Kong or abroad, so that the destination must be the same.
pub fn is_outside_mainland(id: &str) -> bool {
    id == "cn-hongkong" || !id.starts_with("cn-")
}
